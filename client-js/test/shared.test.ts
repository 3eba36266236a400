import { history, members, type Options, presence, type Tidewire } from 'tidewire';
import { sharedClient } from 'tidewire/shared';
import { TestServer } from 'tidewire/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeBrowser, type FakeTab } from './support/fake-browser.js';

let server: TestServer;
let browser: FakeBrowser;
let clients: Tidewire[];

beforeEach(() => {
  server = new TestServer();
  browser = new FakeBrowser();
  clients = [];
});

afterEach(async () => {
  for (const client of clients) client.close();
  await server.settled();
  await server.settled();
  expect([server.connections, browser.channels.size]).toEqual([0, 0]);
  expect(server.clock.pending).toBe(0);
});

type OpenTab = { tab: FakeTab; client: Tidewire; heard: unknown[] };

async function open(options: Partial<Options> = {}): Promise<OpenTab> {
  const tab = browser.tab();
  const client = sharedClient(
    'wss://test.invalid/ws',
    {
      token: () => 'alice',
      WebSocket: server.WebSocket,
      clock: server.clock,
      random: () => 0.5,
      ...options,
    },
    tab.environment,
  );
  clients.push(client);
  const heard: unknown[] = [];
  client.channel('chat:1').on('message', ({ data }) => heard.push(data));
  await quiet();
  return { tab, client, heard };
}

/** Words between tabs and frames to the server take turns. */
async function quiet(): Promise<void> {
  for (let n = 0; n < 6; n++) await server.settled();
}

describe('tabs that share a connection', () => {
  it('have one socket, and each gets every message once', async () => {
    const tabs = [await open(), await open(), await open()];
    expect(server.connections).toBe(1);

    server.publish('chat:1', 'a');
    await quiet();
    const position = await tabs[2]?.client.channel('chat:1').publish('b');
    await quiet();

    expect(position).toEqual({ epoch: 'e1', offset: 2 });
    expect(tabs.map(({ heard }) => heard)).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ]);
    expect(tabs.map(({ client }) => client.state.name)).toEqual(Array(3).fill('connected'));
  });

  it('find another leader when theirs dies, and miss nothing', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    server.publish('chat:1', 1);
    await quiet();
    first.tab.kill();
    server.cut();
    server.publish('chat:1', 2);
    browser.locks.free();
    for (let n = 0; n < 4; n++) {
      await server.clock.advance(250);
      await quiet();
    }
    server.publish('chat:1', 3);
    await quiet();

    expect([second.heard, third.heard]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('hand over from a hidden leader to a visible tab without a cut', async () => {
    const [first, second] = [await open(), await open()];
    const states: string[] = [];
    for (const { client } of [first, second]) client.on('state', ({ name }) => states.push(name));
    server.publish('chat:1', 1);
    await quiet();

    first.tab.show('hidden');
    await quiet();
    await server.clock.advance(200);
    await quiet();
    server.publish('chat:1', 2);
    await quiet();
    await server.clock.advance(11_000);
    await quiet();
    server.publish('chat:1', 3);
    await quiet();

    expect([first.heard, second.heard]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(new Set(states)).toEqual(new Set(['connected']));
    expect(server.connections).toBe(1);
  });

  it('leave a hidden leader alone while all of them are hidden', async () => {
    const [first, second] = [await open(), await open()];
    second.tab.show('hidden');
    first.tab.show('hidden');
    await quiet();
    const sockets = server.connections;
    await server.clock.advance(1000);
    await quiet();
    expect([sockets, server.connections]).toEqual([1, 1]);

    server.publish('chat:1', 1);
    await quiet();
    expect(second.heard).toEqual([1]);
  });

  it('all tell the truth when the server is away, and all continue', async () => {
    const [first, second] = [await open(), await open()];
    server.publish('chat:1', 1);
    await quiet();
    server.stop();
    await quiet();
    expect([first.client.state.name, second.client.state.name]).not.toContain('connected');
    const published = second.client.channel('chat:1').publish(2);
    server.start();
    for (let n = 0; n < 20; n++) {
      await server.clock.advance(500);
      await quiet();
    }

    expect(await published).toEqual({ epoch: 'e1', offset: 2 });
    expect([first.heard, second.heard]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('give a late tab the messages that it asks for', async () => {
    await open();
    for (let n = 1; n <= 5; n++) server.publish('chat:1', n);
    await quiet();
    const late = await open();
    const data: unknown[] = [];
    late.client.channel('chat:2', { rewind: 2 }).on('message', (m) => data.push(m.data));
    for (let n = 1; n <= 3; n++) server.publish('chat:2', n);
    await quiet();
    const later = await open();
    const more: unknown[] = [];
    later.client
      .channel('chat:2', { since: { epoch: 'e1', offset: 1 } })
      .on('message', (m) => more.push(m.data));
    await quiet();

    expect(data).toEqual([2, 3]);
    expect(more).toEqual([2, 3]);
    const page = await history(later.client.channel('chat:1'), { limit: 2 });
    expect(page.messages.map((m) => m.data)).toEqual([4, 5]);
    expect((await page.next())?.messages.map((m) => m.data)).toEqual([2, 3]);
  });

  it('tell a tab of a gap that nobody can close', async () => {
    await open();
    server.publish('chat:1', 1);
    const late = await open();
    const gaps: unknown[] = [];
    const channel = late.client.channel('chat:3', { since: { epoch: 'old', offset: 7 } });
    channel.on('gap', (gap) => gaps.push(gap));
    channel.on('message', () => {});
    await quiet();

    expect(gaps).toEqual([{ from: { epoch: 'old', offset: 7 }, to: { epoch: 'e1', offset: 0 } }]);
  });

  it('follow one presence', async () => {
    const [, second] = [await open(), await open()];
    const room = second.client.channel('chat:1', { presence });
    await quiet();
    const bob = server.client('bob');
    clients.push(bob);
    bob.channel('chat:1').on('message', () => {});
    await quiet();

    expect([...room.presence.values()].map(({ user }) => user)).toEqual(['alice', 'bob']);
  });

  it('unsubscribe at the server when the last of them has gone', async () => {
    const [first, second] = [await open(), await open()];
    const channel = first.client.channel('chat:1');
    channel.close();
    channel.close();
    await server.clock.advance(1000);
    await quiet();
    expect((await members(second.client.channel('chat:1'))).count).toBe(1);

    second.client.close();
    await server.clock.advance(3000);
    await quiet();
    expect((await members(first.client.channel('chat:1'))).count).toBe(0);
  });

  it('are all ended when the user is thrown out', async () => {
    const tabs = [await open(), await open()];
    server.disconnect('alice');
    await quiet();

    for (const { client } of tabs) {
      expect(client.state).toMatchObject({ name: 'closed', reason: 'token_invalid' });
    }
  });

  it('may try again what the server has ended', async () => {
    const [, second] = [await open(), await open()];
    const room = second.client.channel('chat:9');
    const codes: string[] = [];
    const heard: unknown[] = [];
    room.on('error', ({ code }) => codes.push(code));
    room.on('message', ({ data }) => heard.push(data));
    await quiet();
    server.unsubscribe('chat:9');
    await quiet();
    expect([codes, room.state]).toEqual([['permission_denied'], 'failed']);

    room.on('message', () => {});
    await quiet();
    server.publish('chat:9', 1);
    await quiet();
    expect([room.state, heard]).toEqual(['subscribed', [1]]);
  });

  it('leave no timer behind when one closes right after a hand-over', async () => {
    const [first] = [await open(), await open()];
    first.tab.show('hidden');
    await quiet();
    await server.clock.advance(200);
    await quiet();
  });

  it('connect for themselves alone where locks are refused', async () => {
    const refuse = () => Promise.reject(new DOMException('Opaque origin.', 'SecurityError'));
    Object.assign(browser.locks, { request: refuse });
    const { client } = await open();

    expect(client.state.name).toBe('connected');
  });

  it('pass on what the server refuses', async () => {
    server = new TestServer({ allow: (_, operation) => operation !== 'publish' });
    const [, second] = [await open(), await open()];
    const refused = second.client.channel('chat:1').publish(1);
    await expect(refused).rejects.toMatchObject({ code: 'permission_denied', retry: false });
  });

  it('lead on when the leader goes into the back-forward cache', async () => {
    const [first, second] = [await open(), await open()];
    first.tab.hide();
    await quiet();
    await server.clock.advance(500);
    await quiet();
    server.publish('chat:1', 1);
    await quiet();

    expect(second.heard).toEqual([1]);
  });
});

it('a client where nothing can be shared has a socket of its own', async () => {
  const options = { token: 'alice', WebSocket: server.WebSocket, clock: server.clock };
  clients = [
    sharedClient('wss://test.invalid/ws', options, undefined),
    sharedClient('wss://test.invalid/ws', options, undefined),
  ];
  await quiet();

  expect(server.connections).toBe(2);
});
