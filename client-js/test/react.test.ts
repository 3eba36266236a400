// @vitest-environment happy-dom
import { act, createElement, type FunctionComponent, StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { members, type Tidewire } from 'tidewire';
import {
  TidewireProvider,
  useChannel,
  useConnection,
  useLost,
  useMessages,
  usePresence,
  useTidewire,
} from 'tidewire/react';
import { TestServer } from 'tidewire/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let server: TestServer;
let client: Tidewire;
let roots: Root[];

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  server = new TestServer();
  client = server.client('alice');
  roots = [];
});

afterEach(async () => {
  await act(async () => {
    for (const root of roots) root.unmount();
  });
  server.close();
  expect(server.clock.pending).toBe(0);
});

function inProvider(component: FunctionComponent, value: Tidewire | undefined = client) {
  return createElement(
    StrictMode,
    null,
    createElement(TidewireProvider, { client: value }, createElement(component)),
  );
}

/** Renders into an element of its own, and returns what it shows. */
async function show(component: FunctionComponent): Promise<{ text: () => string; root: Root }> {
  const element = document.createElement('div');
  const root = createRoot(element);
  roots.push(root);
  await act(async () => {
    root.render(inProvider(component));
    await server.settled();
  });
  await settled();
  return { text: () => element.textContent ?? '', root };
}

async function settled(ms = 0): Promise<void> {
  await act(() => server.clock.advance(ms));
}

const Texts: FunctionComponent = () => {
  const { messages, state } = useMessages<string>('chat:1', { limit: 3 });
  return `${state}: ${messages.map(({ data }) => data).join(' ')}`;
};

describe('the hooks', () => {
  it('show the newest messages, each once, also under StrictMode', async () => {
    for (const text of ['a', 'b', 'c', 'd']) server.publish('chat:1', text);
    const { text } = await show(Texts);
    expect(text()).toBe('subscribed: b c d');

    server.publish('chat:1', 'e');
    await settled();

    expect(text()).toBe('subscribed: c d e');
  });

  it('give two components of one channel the same messages', async () => {
    server.publish('chat:1', 'a');
    const first = await show(Texts);
    const second = await show(Texts);
    server.publish('chat:1', 'b');
    await settled();

    expect([first.text(), second.text()]).toEqual(['subscribed: a b', 'subscribed: a b']);
  });

  it('continue over a cut without losing the list', async () => {
    const { text } = await show(Texts);
    server.publish('chat:1', 'a');
    await settled();
    server.cut();
    server.publish('chat:1', 'b');
    await settled();
    expect(text()).toBe('subscribing: a');
    await settled(500);

    expect(text()).toBe('subscribed: a b');
  });

  it('begin anew after a gap', async () => {
    const { text } = await show(Texts);
    server.publish('chat:1', 'a');
    await settled();
    server.forget('chat:1');
    server.publish('chat:1', 'z');
    await settled();

    expect(text()).toBe('subscribed: z');
  });

  it('let go of the channel when the last component is unmounted', async () => {
    const { root } = await show(Texts);
    expect((await members(client.channel('chat:1'))).count).toBe(1);

    await act(async () => root.unmount());
    client.channel('chat:1').close();
    client.channel('chat:1').close();
    await settled(1000);

    expect((await members(client.channel('chat:2'))).count).toBe(0);
    expect((await members(server.client('bob').channel('chat:1'))).count).toBe(0);
  });

  it('load older messages, and publish', async () => {
    for (const text of ['a', 'b', 'c', 'd', 'e']) server.publish('chat:1', text);
    let result: ReturnType<typeof useMessages<string>> | undefined;
    const { text } = await show(() => {
      result = useMessages<string>('chat:1', { limit: 2 });
      return result.messages.map(({ data }) => data).join(' ');
    });
    let more: boolean | undefined;
    await act(async () => {
      more = await result?.loadMore(2);
    });
    expect([text(), more]).toEqual(['b c d e', true]);
    await act(async () => {
      await result?.publish('f');
    });

    expect(text()).toBe('c d e f'); // limit and what was loaded, of the newest
  });

  it('show who is here', async () => {
    const { text } = await show(() =>
      [...usePresence('chat:1').values()].map(({ user }) => user).join(' '),
    );
    expect(text()).toBe('alice');
    const bob = server.client('bob');
    bob.channel('chat:1').on('message', () => {});
    await settled();
    expect(text()).toBe('alice bob');
    bob.close();
    await settled();

    expect(text()).toBe('alice');
  });

  it('show the connection, and its loss only when it lasts', async () => {
    const { text } = await show(() => `${useConnection().name} ${useLost()}`);
    expect(text()).toBe('connected false');
    server.stop();
    await settled(1000);
    expect(text()).toContain('false');
    await settled(10_000);
    expect(text()).toContain('true');
    server.start();
    await settled(20_000);

    expect(text()).toBe('connected false');
  });

  it('tell why a channel failed', async () => {
    const { text } = await show(() => {
      const { state, error } = useChannel('chat:1');
      return `${state} ${error?.code}`;
    });
    await act(async () => {
      server.unsubscribe('chat:1');
      await server.settled();
    });

    expect(text()).toBe('failed permission_denied');
  });

  it('call the newest callback, and none while not enabled', async () => {
    const heard: string[] = [];
    let set: { enabled: boolean; name: string } = { enabled: false, name: 'a' };
    const Component: FunctionComponent = () => {
      const { enabled, name } = set;
      useChannel<string>('chat:1', {
        enabled,
        onMessage: ({ data }) => heard.push(`${name}${data}`),
      });
      return null;
    };
    const { root } = await show(Component);
    const again = async (next: typeof set) => {
      set = next;
      await act(async () => root.render(inProvider(Component)));
      await settled();
    };
    server.publish('chat:1', 0);
    await settled();
    for (const [n, name] of ['b', 'c'].entries()) {
      await again({ enabled: true, name });
      server.publish('chat:1', n + 1);
      await settled();
    }

    expect(heard).toEqual(['b1', 'c2']);
  });

  it('render on a server without a client', () => {
    const Page: FunctionComponent = () =>
      `${useConnection().name} ${useLost()} ${useChannel('chat:1').state} ` +
      `${useMessages('chat:1').messages.length} ${usePresence('chat:1').size}`;

    expect(renderToString(inProvider(Page, undefined))).toBe('idle false idle 0 0');
  });

  it('say what is missing when there is no provider', () => {
    const Page: FunctionComponent = () => useTidewire().state.name;

    expect(() => renderToString(createElement(Page))).toThrow('TidewireProvider');
  });
});
