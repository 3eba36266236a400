import { describe, expect, it, vi } from 'vitest';
import {
  type ChannelOptions,
  type Gap,
  presence,
  ready,
  reload,
  UnauthorizedError,
} from '../src/index.js';
import { Bench } from './support/bench.js';
import { settled } from './support/virtual-clock.js';

async function listening(options: ChannelOptions = {}, bench = new Bench()) {
  const channel = bench.client.channel('chat:1', options);
  const seen: unknown[] = [];
  channel.on('message', ({ offset }) => seen.push(offset));
  await bench.connect();
  return { bench, channel, seen };
}

describe('a channel', () => {
  it('is one object for everybody, until the last one has closed it', async () => {
    const { bench, channel, seen } = await listening();
    const same = bench.client.channel('chat:1');
    expect(same).toBe(channel);

    channel.close();
    bench.message(1);
    expect(seen).toEqual([1]);
    same.close();
    bench.message(2);
    expect(seen).toEqual([1]);
    await bench.clock.advance(1000);

    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
    expect(() => channel.on('message', () => {})).toThrow('The channel was closed');
  });

  it('is given back at the end of a block', async () => {
    const bench = new Bench();
    await bench.connect();
    {
      using channel = bench.client.channel('chat:1');
      channel.on('message', () => {});
      expect(channel.closed).toBe(false);
    }
    await bench.clock.advance(1000);

    expect(bench.socket.untaken.map((frame) => Object.keys(frame)[1])).toEqual(['subscribe']);
    bench.reply(bench.socket.take(), { channel: 'chat:1', epoch: 'e', offset: 0 });
    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
  });

  it('that was closed is made anew once its subscription has gone', async () => {
    const { bench, channel } = await listening();
    channel.close();
    expect(bench.client.channel('chat:1')).toBe(channel);
    channel.close();
    await bench.clock.advance(1000);
    bench.reply(bench.socket.take(), {});
    bench.client.channel('chat:2');

    expect(bench.client.channel('chat:1')).not.toBe(channel);
  });

  it('takes listeners that go with a signal or with their block', async () => {
    const { bench, channel } = await listening();
    const abort = new AbortController();
    const heard = vi.fn();
    const scoped = vi.fn();
    channel.on('message', heard, { signal: abort.signal });
    {
      using _ = channel.on('message', scoped);
      bench.message(1);
    }
    bench.message(2);
    abort.abort();
    bench.message(3);

    expect([heard.mock.calls.length, scoped.mock.calls.length]).toEqual([2, 1]);
  });

  it('never calls a listener whose signal was aborted before', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.client.channel('chat:1').on('message', () => {}, { signal: AbortSignal.abort() });
    await bench.clock.advance(1000);
    bench.reply(bench.socket.take(), { channel: 'chat:1', epoch: 'e', offset: 0 });

    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
  });

  it('is subscribed anew when somebody else needs its presence', async () => {
    const { bench, channel } = await listening();
    bench.message(1);
    bench.client.channel('chat:1', { presence });
    const unsubscribe = bench.socket.take();
    expect(unsubscribe.unsubscribe).toEqual({ channel: 'chat:1' });
    bench.reply(unsubscribe, {});

    const { subscribe } = bench.socket.take();
    expect(subscribe).toEqual({
      channel: 'chat:1',
      since: { epoch: 'e', offset: 1 },
      presence: true,
    });
    expect(channel.state).toBe('subscribing');
  });

  it('tells of its states', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    const states: string[] = [];
    channel.on('state', (state) => states.push(state));
    channel.on('message', () => {});
    await bench.connect();
    bench.socket.drop();
    await bench.reconnect();
    bench.client.close();

    expect(states.join()).toBe('subscribing,subscribed,subscribing,subscribed,subscribing,idle');
  });
});

describe('a feature', () => {
  it('is an error at once when something else is given for it', () => {
    const { client } = new Bench();

    // @ts-expect-error the value is `presence` itself
    expect(() => client.channel('chat:1', { presence: true })).toThrow(TypeError);
    // @ts-expect-error `reload` makes one of it
    expect(() => client.channel('chat:2', { reload: async () => undefined })).toThrow(TypeError);
  });
});

describe('a reload hook', () => {
  it('holds the messages after a gap until the state is there', async () => {
    let loaded: (position?: { epoch: string; offset: number }) => void = () => {};
    const load = vi.fn(
      () =>
        new Promise<{ epoch: string; offset: number } | undefined>((resolve) => {
          loaded = resolve;
        }),
    );
    const { bench, channel, seen } = await listening({ reload: reload(load) });
    bench.message(1);
    bench.socket.receive({ gap: { channel: 'chat:1', epoch: 'f', offset: 7 } });
    bench.message(8);
    expect(load).toHaveBeenCalledWith(
      expect.objectContaining({
        from: { epoch: 'e', offset: 1 },
        to: { epoch: 'f', offset: 7 },
      }),
    );
    expect(channel.state).toBe('subscribing');

    loaded({ epoch: 'f', offset: 9 });
    await settled();
    bench.reply(bench.socket.take(), {});
    const again = bench.socket.take();
    expect(again.subscribe?.since).toEqual({ epoch: 'f', offset: 9 });
    bench.reply(again, { channel: 'chat:1', epoch: 'f', offset: 9, recovered: true });
    bench.message(10);

    expect(seen).toEqual([1, 10]);
  });

  it('goes on after the gap when it names no position', async () => {
    const { bench } = await listening({ reload: reload(async () => undefined) });
    bench.socket.receive({ gap: { channel: 'chat:1', epoch: 'f', offset: 7 } });
    await settled();
    bench.reply(bench.socket.take(), {});

    expect(bench.socket.take().subscribe?.since).toEqual({ epoch: 'f', offset: 7 });
  });

  it('is not overtaken by a reconnect', async () => {
    let loaded: () => void = () => {};
    const load = () =>
      new Promise<undefined>((resolve) => {
        loaded = () => resolve(undefined);
      });
    const { bench, seen } = await listening({ reload: reload(load) });
    bench.socket.receive({ gap: { channel: 'chat:1', epoch: 'f', offset: 7 } });
    bench.socket.drop();
    const { connect } = await bench.reconnect();
    expect(connect?.subscribe).toBeUndefined();

    loaded();
    await settled();
    const again = bench.socket.take();
    bench.reply(again, { channel: 'chat:1', epoch: 'f', offset: 7, recovered: true });
    bench.message(8);

    expect(seen).toEqual([8]);
  });

  it('is asked again when it fails', async () => {
    vi.stubGlobal('reportError', vi.fn());
    const load = vi
      .fn<() => Promise<undefined>>()
      .mockRejectedValueOnce(new Error('HTTP 500'))
      .mockResolvedValue(undefined);
    const { bench } = await listening({ reload: reload(load) });
    bench.socket.receive({ gap: { channel: 'chat:1', epoch: 'f', offset: 7 } });
    await settled();
    expect(reportError).toHaveBeenCalledTimes(1);
    await bench.clock.advance(250);

    expect(load).toHaveBeenCalledTimes(2);
    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
    vi.unstubAllGlobals();
  });

  it('is called off when nobody listens any more', async () => {
    let signal: AbortSignal | undefined;
    const load = (gap: Gap & { readonly signal: AbortSignal }) => {
      signal = gap.signal;
      return new Promise<undefined>(() => {});
    };
    const { bench, channel } = await listening({ reload: reload(load) });
    bench.socket.receive({ gap: { channel: 'chat:1', epoch: 'f', offset: 7 } });
    channel.close();
    expect(signal?.aborted).toBe(false);
    await bench.clock.advance(1000);

    expect(signal?.aborted).toBe(true);
    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
  });
});

describe('a cut', () => {
  it('is told as lost only when it lasts, and its end as restored', async () => {
    const bench = new Bench({ lostAfter: 3000 });
    const told: string[] = [];
    bench.client.on('lost', ({ name }) => told.push(`lost while ${name}`));
    bench.client.on('restored', () => told.push('restored'));
    await bench.connect();
    bench.socket.drop();
    await bench.reconnect();
    expect(told).toEqual([]);

    bench.socket.drop();
    await bench.clock.advance(2999);
    expect([told, bench.client.lost]).toEqual([[], false]);
    await bench.clock.advance(1);
    expect([told, bench.client.lost]).toEqual([['lost while connecting'], true]);
    await bench.reconnect();

    expect([told, bench.client.lost]).toEqual([['lost while connecting', 'restored'], false]);
  });

  it('is not lost time when the owner asked for it', async () => {
    const bench = new Bench();
    const lost = vi.fn();
    bench.client.on('lost', lost);
    await bench.connect();
    bench.socket.drop();
    bench.client.disconnect();
    await bench.clock.advance(60_000);

    expect(lost).not.toHaveBeenCalled();
  });
});

describe('a client', () => {
  it('gets another token on demand', async () => {
    const token = vi.fn(({ reason }: { reason: string }) => `t-${reason}`);
    const bench = new Bench({ token });
    await bench.connect();

    const refreshed = bench.client.refresh();
    await settled();
    const frame = bench.socket.take();
    expect(frame.refresh).toEqual({ token: 't-requested' });
    bench.reply(frame, { expires: bench.clock.now() / 1000 + 3600 });

    await expect(refreshed).resolves.toBeUndefined();
  });

  it('rejects a refresh that the server refuses, and lives on with what it has', async () => {
    const bench = new Bench({ token: () => 't' });
    await bench.connect();
    const refreshed = bench.client.refresh();
    await settled();

    bench.refuse(bench.socket.take(), 'rate_limited', true);

    await expect(refreshed).rejects.toMatchObject({ code: 'rate_limited', retry: true });
    expect(bench.state.name).toBe('connected');
  });

  it('is closed by an UnauthorizedError at a refresh', async () => {
    let signedIn = true;
    const bench = new Bench({
      token: () => {
        if (!signedIn) throw new UnauthorizedError('Signed out.');
        return 't';
      },
    });
    await bench.connect();
    signedIn = false;

    await expect(bench.client.refresh()).rejects.toMatchObject({
      code: 'unauthorized',
    });
    expect(bench.state).toMatchObject({ name: 'closed', reason: 'unauthorized' });
  });

  it('tells the token function why, and when its answer is of no use', async () => {
    const contexts: { reason: string; signal: AbortSignal }[] = [];
    const bench = new Bench({
      token: (context) => {
        contexts.push(context);
        return 't';
      },
    });
    await bench.connect();
    bench.socket.drop(4002, 'token_expired');
    await settled();
    expect(contexts.map(({ reason }) => reason)).toEqual(['connect', 'expired']);
    expect(contexts.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  });

  it('is closed by its signal', async () => {
    const abort = new AbortController();
    const bench = new Bench({ signal: abort.signal });
    await bench.connect();

    abort.abort();

    expect(bench.state).toMatchObject({ name: 'closed', reason: 'closed' });
    expect(bench.clock.pending).toBe(0);
  });

  it('stops waiting to be ready with a signal', async () => {
    const bench = new Bench();

    await expect(ready(bench.client, { signal: AbortSignal.abort('enough') })).rejects.toBe(
      'enough',
    );
  });
});
