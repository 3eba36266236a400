import { describe, expect, it } from 'vitest';
import { history, members } from '../src/index.js';
import { Bench } from './support/bench.js';
import type { Frame } from './support/fake-socket.js';
import { settled } from './support/virtual-clock.js';

function data(frames: Frame[]): unknown[] {
  return frames.map(({ publish }) => publish?.data);
}

describe('publish', () => {
  it('resolves with the position', async () => {
    const bench = new Bench();
    await bench.connect();
    const published = bench.client.channel('chat:1').publish({ text: 'hi' });
    const frame = bench.socket.take();
    expect(frame.publish).toMatchObject({ channel: 'chat:1', data: { text: 'hi' } });
    expect(frame.publish?.key).toMatch(/^\d{1,10}(-\d{1,10}){3}$/);

    bench.reply(frame, { epoch: 'e', offset: 8 });

    expect(await published).toEqual({ epoch: 'e', offset: 8 });
  });

  it('resolves with undefined in a channel without history', async () => {
    const bench = new Bench();
    await bench.connect();
    const published = bench.client.channel('typing:1').publish(true);

    bench.reply(bench.socket.take(), {});

    expect(await published).toBeUndefined();
  });

  it('rejects with the error of the server', async () => {
    const bench = new Bench();
    await bench.connect();
    const published = bench.client.channel('chat:1').publish(1);

    bench.refuse(bench.socket.take(), 'rate_limited', true);

    await expect(published).rejects.toMatchObject({
      name: 'TidewireError',
      code: 'rate_limited',
      retry: true,
    });
  });

  it('sends what the server takes, and rejects what would end the connection', async () => {
    const bench = new Bench();
    await bench.connect({ maxMessage: 200 });
    const room = bench.client.channel('chat:1');
    const fitting =
      200 - '"id":9007199254740991,'.length - '{"publish":{"channel":"chat:1",'.length;
    const text = 'x'.repeat(fitting - '"data":"","key":"k"}}'.length);

    room.publish(text, { key: 'k' }).catch(() => {}); // it ends with the test
    expect(bench.socket.take().publish?.data).toBe(text);
    await expect(room.publish(`${text}x`, { key: 'k' })).rejects.toMatchObject({
      code: 'too_large',
      retry: false,
    });
    await expect(room.publish(text.repeat(2), { volatile: true })).rejects.toMatchObject({
      code: 'too_large',
    });

    expect(bench.socket.untaken).toEqual([]);
    expect(bench.state.name).toBe('connected');
  });

  it('rejects what was too large for the server all along, once it says so', async () => {
    const bench = new Bench();
    const published = bench.client.channel('chat:1').publish('☂'.repeat(100));
    const rejected = expect(published).rejects.toMatchObject({ code: 'too_large' });
    await bench.connect({ maxMessage: 300 });

    await rejected;
    expect(bench.socket.untaken).toEqual([]);
  });

  it('rejects when no reply comes in time, and ignores it later', async () => {
    const bench = new Bench({ requestTimeout: 2000 });
    await bench.connect();
    const published = bench.client.channel('chat:1').publish(1);
    const late = expect(published).rejects.toMatchObject({ code: 'timeout', retry: true });
    await bench.clock.advance(2000);
    await late;

    bench.reply(bench.socket.take(), { epoch: 'e', offset: 8 });
  });

  it('uses the key of the caller', async () => {
    const bench = new Bench();
    await bench.connect();

    void bench.client
      .channel('chat:1')
      .publish(1, { key: 'order-7' })
      .catch(() => {});

    expect(bench.socket.take().publish?.key).toBe('order-7');
  });

  it('writes the data down when it is called', async () => {
    const bench = new Bench();
    const point = { x: 1 };
    void bench.client
      .channel('chat:1')
      .publish(point)
      .catch(() => {});
    point.x = 2;

    await bench.connect();

    expect(bench.socket.take().publish?.data).toEqual({ x: 1 });
  });

  it.each([
    ['undefined', undefined],
    ['a function', () => {}],
    ['a bigint', 1n],
  ])('rejects %s', async (_, value) => {
    const bench = new Bench();

    await expect(bench.client.channel('chat:1').publish(value)).rejects.toMatchObject({
      code: 'bad_data',
    });
  });
});

describe('without a connection', () => {
  it('waits for one and is sent in order', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    for (const n of [1, 2, 3]) void channel.publish(n).catch(() => {});

    await bench.connect();

    expect(data(bench.socket.untaken)).toEqual([1, 2, 3]);
  });

  it('keeps the order when a state listener publishes', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    void channel.publish('early').catch(() => {});
    bench.client.on('state', ({ name }) => {
      if (name === 'connected') void channel.publish('late').catch(() => {});
    });

    await bench.connect();

    expect(data(bench.socket.untaken)).toEqual(['early', 'late']);
  });

  it('is refused when too many wait', async () => {
    const bench = new Bench({ outbox: { messages: 2 } });
    const channel = bench.client.channel('chat:1');
    void channel.publish(1).catch(() => {});
    void channel.publish(2).catch(() => {});

    await expect(channel.publish(3)).rejects.toMatchObject({ code: 'outbox_full', retry: true });

    await bench.connect();
    expect(data(bench.socket.untaken)).toEqual([1, 2]);
  });

  it('is refused when too many bytes wait, counted as UTF-8', async () => {
    const request = '{"publish":{"channel":"chat:1","data":"☂","key":"k"}}';
    const bench = new Bench({ outbox: { bytes: new TextEncoder().encode(request).length } });
    const channel = bench.client.channel('chat:1');
    void channel.publish('☂', { key: 'k' }).catch(() => {});

    await expect(channel.publish('', { key: 'k' })).rejects.toMatchObject({
      code: 'outbox_bytes',
      retry: true,
    });
  });

  it('is refused for good when it alone is over the bytes', async () => {
    const bench = new Bench({ outbox: { bytes: 100 } });

    await expect(bench.client.channel('chat:1').publish('x'.repeat(100))).rejects.toMatchObject({
      code: 'outbox_bytes',
      retry: false,
    });
  });

  it('makes room when a reply comes', async () => {
    const bench = new Bench({ outbox: { messages: 1 } });
    const channel = bench.client.channel('chat:1');
    await bench.connect();
    const first = channel.publish(1);
    bench.reply(bench.socket.take(), {});
    await first;

    void channel.publish(2).catch(() => {});

    expect(bench.socket.take().publish?.data).toBe(2);
  });

  it('makes room for its bytes when it is given up', async () => {
    const bench = new Bench({ outbox: { bytes: 120 } });
    const abort = new AbortController();
    const channel = bench.client.channel('chat:1');
    const first = channel.publish(1, { signal: abort.signal });
    const aborted = expect(first).rejects.toThrow();
    await expect(channel.publish(2)).rejects.toMatchObject({ code: 'outbox_bytes' });
    abort.abort();
    await aborted;

    void channel.publish(3).catch(() => {});
    await bench.connect();

    expect(data(bench.socket.untaken)).toEqual([3]);
  });

  it('is given up when it grows too old', async () => {
    const bench = new Bench({ outbox: { age: 5000 }, autoConnect: false });
    const published = bench.client.channel('chat:1').publish(1);
    const old = expect(published).rejects.toMatchObject({ code: 'outbox_expired', retry: true });

    await bench.clock.advance(5000);

    await old;
  });

  it('is not sent when it grew too old while the machine slept', async () => {
    const bench = new Bench({ outbox: { age: 5000 } });
    const published = bench.client.channel('chat:1').publish(1);
    const old = expect(published).rejects.toMatchObject({ code: 'outbox_expired' });
    bench.clock.sleep(5000);

    await bench.connect();

    await old;
    expect(bench.socket.untaken).toEqual([]);
  });

  it('stays through disconnect() and connect()', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.client.disconnect();
    void bench.client
      .channel('chat:1')
      .publish(1)
      .catch(() => {});
    bench.client.connect();

    await bench.connect();

    expect(data(bench.socket.untaken)).toEqual([1]);
  });

  it('rejects with closed after the end, also what waited', async () => {
    const bench = new Bench();
    const waited = bench.client.channel('chat:1').publish(1);
    bench.client.close();

    await expect(waited).rejects.toMatchObject({ code: 'closed' });
    await expect(bench.client.channel('chat:1').publish(2)).rejects.toMatchObject({
      code: 'closed',
    });
    expect(bench.clock.pending).toBe(0);
  });
});

describe('a publish in flight when the connection is cut', () => {
  it('is sent again with the same key, in the original order, before later ones', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    await bench.connect();
    for (const n of [1, 2]) void channel.publish(n).catch(() => {});
    const [one, two] = bench.socket.untaken;
    bench.socket.drop();
    void channel.publish(3).catch(() => {});

    await bench.reconnect();

    const again = bench.socket.untaken;
    expect(data(again)).toEqual([1, 2, 3]);
    expect(again[0]?.publish).toEqual(one?.publish);
    expect(again[1]?.publish).toEqual(two?.publish);
  });

  it('resolves with the reply that comes on the next connection', async () => {
    const bench = new Bench();
    await bench.connect();
    const published = bench.client.channel('chat:1').publish(1);
    bench.socket.drop();
    await bench.reconnect();

    bench.reply(bench.socket.take(), { epoch: 'e', offset: 1 });

    expect(await published).toEqual({ epoch: 'e', offset: 1 });
  });

  it('is as old as it was when it was called', async () => {
    const bench = new Bench({ outbox: { age: 5000 } });
    await bench.connect();
    const published = bench.client.channel('chat:1').publish(1);
    const old = expect(published).rejects.toMatchObject({ code: 'outbox_expired' });
    await bench.clock.advance(4000);
    bench.socket.drop();
    bench.client.disconnect();

    await bench.clock.advance(1000);

    await old;
  });
});

describe('a volatile publish', () => {
  it('is dropped without a connection', async () => {
    const bench = new Bench();

    await expect(
      bench.client.channel('chat:1').publish(1, { volatile: true }),
    ).resolves.toBeUndefined();

    await bench.connect();
    expect(bench.socket.untaken).toEqual([]);
  });

  it('goes without a key and is not sent again', async () => {
    const bench = new Bench();
    await bench.connect();
    const published = bench.client.channel('chat:1').publish(1, { volatile: true });
    expect(bench.socket.take().publish).toEqual({ channel: 'chat:1', data: 1 });
    bench.socket.drop();
    await expect(published).resolves.toBeUndefined();

    await bench.reconnect();

    expect(bench.socket.untaken).toEqual([]);
  });

  it('is dropped when the socket is behind', async () => {
    const bench = new Bench();
    await bench.connect();
    const channel = bench.client.channel('chat:1');
    bench.socket.bufferedAmount = 65_537;
    await expect(channel.publish(1, { volatile: true })).resolves.toBeUndefined();
    expect(bench.socket.untaken).toEqual([]);

    bench.socket.bufferedAmount = 65_536;
    channel.publish(2, { volatile: true }).catch(() => {}); // it ends with the test
    expect(bench.socket.take().publish?.data).toBe(2);
  });

  it.each([
    ['rate_limited', true, 'dropped'],
    ['permission_denied', false, 'rejected'],
  ])('that is refused with %s (retry %s) is %s', async (code, retry, outcome) => {
    const bench = new Bench();
    await bench.connect();
    const published = bench.client.channel('chat:1').publish(1, { volatile: true });
    bench.refuse(bench.socket.take(), code, retry);

    const settledAs = await published.then(
      () => 'dropped',
      () => 'rejected',
    );
    expect(settledAs).toBe(outcome);
  });
});

describe('an aborted publish', () => {
  it('is not sent', async () => {
    const bench = new Bench();
    const abort = new AbortController();
    const published = bench.client.channel('chat:1').publish(1, { signal: abort.signal });
    abort.abort(new Error('enough'));
    await expect(published).rejects.toThrow('enough');

    await bench.connect();

    expect(bench.socket.untaken).toEqual([]);
  });

  it('is not even taken when the signal was aborted before', async () => {
    const bench = new Bench();
    const signal = AbortSignal.abort(new Error('enough'));

    await expect(bench.client.channel('chat:1').publish(1, { signal })).rejects.toThrow('enough');
  });

  it('in flight is not sent again', async () => {
    const bench = new Bench();
    await bench.connect();
    const abort = new AbortController();
    const published = bench.client.channel('chat:1').publish(1, { signal: abort.signal });
    const rejected = expect(published).rejects.toThrow('enough');
    abort.abort(new Error('enough'));
    await rejected;
    bench.socket.drop();

    await bench.reconnect();

    expect(bench.socket.untaken).toEqual([]);
  });
});

describe('a question', () => {
  const message = { offset: 7, data: 'x', user: 'bob', at: 5 };

  it('asks for a page of history', async () => {
    const bench = new Bench();
    await bench.connect();
    const page = history(bench.client.channel('chat:1'), { limit: 10, before: 8 });
    const frame = bench.socket.take();
    expect(frame.history).toEqual({ channel: 'chat:1', limit: 10, before: 8 });

    bench.reply(frame, {
      channel: 'chat:1',
      epoch: 'e',
      offset: 8,
      messages: [message],
      more: true,
    });

    expect(await page).toEqual({
      messages: [{ channel: 'chat:1', ...message, replayed: true }],
      more: true,
      next: expect.any(Function),
    });
  });

  it('pages on from the oldest message until there is none', async () => {
    const bench = new Bench();
    await bench.connect();
    const asked = history(bench.client.channel('chat:1'), { limit: 1 });
    bench.reply(bench.socket.take(), { channel: 'chat:1', messages: [message], more: true });
    const second = (await asked).next();
    const frame = bench.socket.take();
    expect(frame.history).toEqual({ channel: 'chat:1', limit: 1, before: 7 });
    bench.reply(frame, {
      channel: 'chat:1',
      messages: [{ ...message, offset: 6 }],
      more: false,
    });

    const page = await second;

    expect(page?.messages.map(({ offset }) => offset)).toEqual([6]);
    expect(await page?.next()).toBeUndefined();
    expect(bench.socket.untaken).toEqual([]);
  });

  it('asks for a page of presence', async () => {
    const bench = new Bench();
    await bench.connect();
    const page = members(bench.client.channel('chat:1'), { after: 's-1' });
    const frame = bench.socket.take();
    expect(frame.presence).toEqual({ channel: 'chat:1', after: 's-1' });
    const present = [{ session: 's-2', user: 'bob' }];

    bench.reply(frame, { channel: 'chat:1', members: present, count: 2, more: false });

    expect(await page).toEqual({ members: present, count: 2, more: false });
  });

  it('waits for a connection and is asked again after a cut', async () => {
    const bench = new Bench();
    const page = history(bench.client.channel('chat:1'));
    await bench.connect();
    expect(bench.socket.take().history).toEqual({ channel: 'chat:1' });
    bench.socket.drop();
    await bench.reconnect();

    bench.reply(bench.socket.take(), { channel: 'chat:1', messages: [], more: false });

    expect(await page).toMatchObject({ messages: [], more: false });
  });

  it('is given up after requestTimeout without a connection', async () => {
    const bench = new Bench({ requestTimeout: 2000, autoConnect: false });
    const page = expect(history(bench.client.channel('chat:1'))).rejects.toMatchObject({
      code: 'timeout',
    });

    await bench.clock.advance(2000);

    await page;
  });

  it('leaves no listener on its signal', async () => {
    const bench = new Bench();
    await bench.connect();
    const { signal } = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
      listeners++;
      addEventListener.apply(signal, args);
    };
    signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
      listeners--;
      removeEventListener.apply(signal, args);
    };
    const page = history(bench.client.channel('chat:1'), { signal });
    expect(listeners).toBe(1);

    bench.reply(bench.socket.take(), { channel: 'chat:1', messages: [], more: false });
    await page;
    await settled();

    expect(listeners).toBe(0);
  });
});
