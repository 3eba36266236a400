import { describe, expect, it } from 'vitest';
import { type StreamOptions, stream } from '../src/index.js';
import { Bench } from './support/bench.js';
import { settled } from './support/virtual-clock.js';

/** A stream of `chat:1` that has been subscribed, and what a loop over it has got. */
async function streaming(options: StreamOptions = {}) {
  const bench = new Bench();
  await bench.connect();
  const channel = bench.client.channel('chat:1');
  const seen: unknown[] = [];
  const loop = (async () => {
    for await (const { data } of stream(channel, options)) {
      seen.push(data);
      if (data === 'stop') break;
    }
  })();
  const failed = loop.then(
    () => undefined,
    (error: unknown) => error,
  );
  await settled();
  bench.reply(bench.socket.take(), { channel: 'chat:1', epoch: 'e', offset: 0 });
  return { bench, channel, seen, failed };
}

describe('a stream', () => {
  it('brings the messages in order, and lets go when the loop is left', async () => {
    const { bench, channel, seen, failed } = await streaming();
    bench.message(1, 'a');
    bench.message(2, 'b');
    bench.message(3, 'stop');
    bench.message(4, 'too late');
    expect(await failed).toBeUndefined();

    expect(seen).toEqual(['a', 'b', 'stop']);
    await bench.clock.advance(1000);
    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
    expect(channel.state).toBe('idle');
  });

  it('ends with the reason of its signal', async () => {
    const abort = new AbortController();
    const { bench, seen, failed } = await streaming({ signal: abort.signal });
    bench.message(1, 'a');
    await settled();

    abort.abort('enough');

    expect(await failed).toBe('enough');
    expect(seen).toEqual(['a']);
  });

  it('does not begin with an aborted signal', async () => {
    const bench = new Bench();
    await bench.connect();
    const aborted = stream(bench.client.channel('chat:1'), { signal: AbortSignal.abort('no') });

    await expect(aborted.next()).rejects.toBe('no');
    expect(bench.socket.untaken).toEqual([]);
  });

  it('ends when the client is closed', async () => {
    const { bench, failed } = await streaming();

    bench.client.close();

    expect(await failed).toMatchObject({ code: 'closed' });
  });

  it('ends when the subscription is refused for good', async () => {
    const { bench, failed } = await streaming();

    bench.socket.receive({ unsubscribed: { channel: 'chat:1', code: 'permission_denied' } });

    expect(await failed).toMatchObject({ code: 'permission_denied' });
  });

  it('says so when it is read too slowly', async () => {
    const { bench, seen, failed } = await streaming({ buffer: 2 });
    for (const offset of [1, 2, 3, 4]) bench.message(offset);

    expect(await failed).toMatchObject({ code: 'overflow', retry: false });
    expect(seen).toEqual([1, 2]);
  });

  it('can drop the oldest instead', async () => {
    const { bench, seen } = await streaming({ buffer: 2, overflow: 'drop-oldest' });
    for (const offset of [1, 2, 3, 4]) bench.message(offset);
    await settled();

    expect(seen).toEqual([3, 4]);
  });
});
