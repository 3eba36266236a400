import { describe, expect, it, vi } from 'vitest';
import { Bench } from './support/bench.js';
import type { FakeSocket } from './support/fake-socket.js';
import { settled } from './support/virtual-clock.js';

/** A client that reads `chat:1` at offset 4 on a node that drains, and has opened a second socket. */
async function handingOver(options: ConstructorParameters<typeof Bench>[0] = {}) {
  const bench = new Bench(options);
  const channel = bench.client.channel('chat:1');
  const seen: unknown[] = [];
  const gap = vi.fn();
  channel.on('message', ({ offset, data }) => seen.push(offset ?? data));
  channel.on('gap', gap);
  const connect = await bench.open();
  bench.reply(connect, { ...bench.connected(), subscribed: [at(4)] });
  await settled();
  const old = bench.socket;
  old.receive({ draining: { reconnectIn: 1400 } });
  await bench.clock.advance(1400);
  const successor = await bench.open();
  return { bench, channel, seen, gap, old, successor, next: bench.socket };
}

function at(offset: number, more: object = {}): object {
  return { channel: 'chat:1', epoch: 'e', offset, ...more };
}

function message(socket: FakeSocket, offset: number): void {
  socket.receive({ message: { channel: 'chat:1', offset, data: offset, at: 1 } });
}

function plain(socket: FakeSocket, data: unknown): void {
  socket.receive({ message: { channel: 'chat:1', data, at: 1 } });
}

describe('a node that drains', () => {
  it('is left at the very moment that it gave, and only for another', async () => {
    const bench = new Bench({ random: () => 0.1 });
    await bench.connect();
    const old = bench.socket;
    old.receive({ draining: { reconnectIn: 1400 } });

    await bench.clock.advance(1399);
    expect(bench.sockets).toHaveLength(1);
    await bench.clock.advance(1);
    expect(bench.sockets).toHaveLength(2);
    expect(bench.state).toMatchObject({ name: 'connected', node: 'n-1' });
    expect(old.closedWith).toBeUndefined();

    const connect = await bench.open();
    bench.reply(connect, { ...bench.connected(), node: 'n-2', session: 's-2' });
    expect(bench.state).toMatchObject({ name: 'connected', node: 'n-2', session: 's-2' });
    await bench.clock.advance(1000);
    expect(old.closedWith).toBe(1000);
    expect(bench.states.map(({ name }) => name)).toEqual(['connecting', 'connected', 'connected']);
  });

  it('is believed once, however often it says so', async () => {
    const bench = new Bench();
    await bench.connect();
    for (let n = 0; n < 3; n++) bench.socket.receive({ draining: { reconnectIn: 0 } });
    await bench.clock.advance(0);
    bench.sockets[0]?.receive({ draining: { reconnectIn: 0 } });
    await bench.clock.advance(0);

    expect(bench.sockets).toHaveLength(2);
  });

  it('that says so before it has answered is not left for that', async () => {
    const bench = new Bench();
    const connect = await bench.open();
    bench.socket.receive({ draining: { reconnectIn: 0 } });
    await bench.clock.advance(0);
    expect(bench.sockets).toHaveLength(1);

    bench.reply(connect, bench.connected());
    expect(bench.state.name).toBe('connected');
    bench.socket.receive({ draining: { reconnectIn: 0 } });
    await bench.clock.advance(0);

    expect(bench.sockets).toHaveLength(2);
  });

  it('is asked for nothing twice: what comes on both connections is shown once', async () => {
    const { bench, seen, gap, old, successor, next } = await handingOver();
    expect(successor.connect?.subscribe).toEqual([
      { channel: 'chat:1', since: { epoch: 'e', offset: 4 } },
    ]);

    message(old, 5);
    message(old, 6);
    const messages = [5, 6, 7].map((offset) => ({ offset, data: offset, at: 1 }));
    bench.reply(successor, {
      ...bench.connected(),
      subscribed: [at(7, { recovered: true, messages })],
    });
    message(old, 7);
    message(next, 8);
    message(old, 8);

    expect(seen).toEqual([5, 6, 7, 8]);
    expect(gap).not.toHaveBeenCalled();
  });

  it('may be ahead of the next one', async () => {
    const { bench, channel, seen, old, successor, next } = await handingOver();
    for (const offset of [5, 6, 7]) message(old, offset);
    const messages = [{ offset: 5, data: 5, at: 1 }];
    bench.reply(successor, {
      ...bench.connected(),
      subscribed: [at(5, { recovered: true, messages })],
    });
    for (const offset of [6, 7, 8]) message(next, offset);

    expect(seen).toEqual([5, 6, 7, 8]);
    expect(channel.state).toBe('subscribed');
  });

  it('shows what has no offset once, whichever connection is faster', async () => {
    const { bench, seen, old, successor, next } = await handingOver();
    plain(old, 'a');
    bench.reply(successor, { ...bench.connected(), subscribed: [{ channel: 'chat:1' }] });
    plain(next, 'a');
    plain(next, 'b');
    plain(old, 'b');
    plain(old, 'c');
    await bench.clock.advance(1000);
    plain(next, 'c');

    expect(seen).toEqual(['a', 'b', 'c', 'c']);
  });

  it('is followed by a second one within the second', async () => {
    const { bench, seen, old, successor, next } = await handingOver();
    bench.reply(successor, { ...bench.connected(), subscribed: [{ channel: 'chat:1' }] });
    next.receive({ draining: { reconnectIn: 0 } });
    await bench.clock.advance(0);
    const third = await bench.open();
    plain(next, 'a');
    bench.reply(third, { ...bench.connected(), subscribed: [{ channel: 'chat:1' }] });
    plain(bench.socket, 'a');
    plain(bench.socket, 'b');

    expect(seen).toEqual(['a', 'b']);
    expect(old.closedWith).toBe(1000);
  });

  it('keeps its connection for the requests that it has not answered', async () => {
    const bench = new Bench();
    await bench.connect();
    const published = bench.client.channel('plain:1').publish(1);
    const old = bench.socket;
    const request = old.take();
    old.receive({ draining: { reconnectIn: 0 } });
    await bench.clock.advance(0);
    await bench.connect();
    await bench.clock.advance(2000);
    expect(old.closedWith).toBeUndefined();
    expect(bench.socket.untaken).toEqual([]);

    old.receive({ id: request.id, ok: {} });
    await published;

    expect(old.closedWith).toBe(1000);
  });

  it('that dies with a request has it sent again to the next one', async () => {
    const bench = new Bench();
    await bench.connect();
    const published = bench.client.channel('chat:1').publish(1, { key: 'k' });
    const old = bench.socket;
    old.receive({ draining: { reconnectIn: 0 } });
    await bench.clock.advance(0);
    await bench.connect();

    old.drop(4000, 'going_away');
    const again = bench.socket.take();
    expect(again.publish).toEqual({ channel: 'chat:1', data: 1, key: 'k' });
    bench.reply(again, { epoch: 'e', offset: 5 });

    await expect(published).resolves.toEqual({ epoch: 'e', offset: 5 });
    expect(bench.state.name).toBe('connected');
  });

  it('answers what it was sent before the next one is sent more', async () => {
    const { bench, channel, successor, next, old } = await handingOver();
    channel.publish('a').catch(() => {}); // these end with the test
    const first = old.take();
    bench.reply(successor, { ...bench.connected(), subscribed: [at(4, { recovered: true })] });
    channel.publish('b').catch(() => {});
    channel.publish('c').catch(() => {});
    await channel.publish('now or never', { volatile: true });

    expect(next.untaken).toEqual([]);
    old.receive({ id: first.id, ok: { epoch: 'e', offset: 5 } });
    expect(next.untaken.map(({ publish }) => publish?.data)).toEqual(['b', 'c']);
  });

  it('that dies with requests has them sent again before what is new', async () => {
    const { bench, channel, successor, next, old } = await handingOver();
    channel.publish('a').catch(() => {});
    channel.publish('b').catch(() => {});
    bench.reply(successor, { ...bench.connected(), subscribed: [at(4, { recovered: true })] });
    channel.publish('c').catch(() => {});
    old.drop(4000, 'going_away');

    expect(next.untaken.map(({ publish }) => publish?.data)).toEqual(['a', 'b', 'c']);
  });

  it('is waited for by what is new even when the request was given up, which may yet happen', async () => {
    const { bench, channel, successor, next, old } = await handingOver();
    const giving = new AbortController();
    const given = channel.publish('a', { signal: giving.signal });
    const first = old.take();
    bench.reply(successor, { ...bench.connected(), subscribed: [at(4, { recovered: true })] });
    channel.publish('b').catch(() => {});
    giving.abort();

    await expect(given).rejects.toThrow();
    expect(next.untaken).toEqual([]);
    old.receive({ id: first.id, ok: { epoch: 'e', offset: 5 } });
    expect(next.untaken.map(({ publish }) => publish?.data)).toEqual(['b']);
  });

  it('sends what is new to the next one from then on', async () => {
    const { bench, channel, successor, next } = await handingOver();
    bench.reply(successor, { ...bench.connected(), subscribed: [at(4, { recovered: true })] });

    channel.publish('x').catch(() => {}); // it ends with the test

    expect(next.take().publish?.data).toBe('x');
  });

  it('that closes too early leaves the successor to go on alone', async () => {
    const { bench, seen, old, successor, next } = await handingOver();
    message(old, 5);

    old.drop(4000, 'going_away');
    expect(bench.state).toMatchObject({ name: 'connecting' });
    expect(bench.sockets).toHaveLength(2);
    const messages = [5, 6].map((offset) => ({ offset, data: offset, at: 1 }));
    bench.reply(successor, {
      ...bench.connected(),
      subscribed: [at(6, { recovered: true, messages })],
    });
    message(next, 7);

    expect(seen).toEqual([5, 6, 7]);
    expect(bench.state.name).toBe('connected');
  });

  it('is kept while no other takes us', async () => {
    const { bench, seen, old, next } = await handingOver();

    next.drop(1006);
    message(old, 5);
    expect(bench.state.name).toBe('connected');
    await bench.clock.advance(250);
    expect(bench.sockets).toHaveLength(3);
    const again = await bench.open();
    bench.reply(again, { ...bench.connected(), subscribed: [at(5, { recovered: true })] });
    message(bench.socket, 6);

    expect(seen).toEqual([5, 6]);
  });

  it('is left at once when it closes before another was tried', async () => {
    const bench = new Bench();
    await bench.connect();
    await bench.clock.advance(6000);
    bench.socket.receive({ draining: { reconnectIn: 1400 } });

    bench.socket.drop(4000, 'going_away');
    await settled();

    expect(bench.sockets).toHaveLength(2);
    expect(bench.state).toEqual({ name: 'connecting', attempt: 1 });
  });

  it('does not keep a subscription that was given up meanwhile', async () => {
    const bench = new Bench();
    const off = bench.client.channel('chat:1').on('message', () => {});
    await bench.connect();
    bench.socket.receive({ draining: { reconnectIn: 0 } });
    await bench.clock.advance(0);
    const successor = await bench.open();
    off();
    await bench.clock.advance(1000);

    bench.reply(successor, { ...bench.connected(), subscribed: [at(0)] });

    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
  });

  it('hands over what was subscribed after the second connection was opened', async () => {
    const { bench, successor, next } = await handingOver();
    bench.client.channel('chat:2').on('message', () => {});

    bench.reply(successor, { ...bench.connected(), subscribed: [at(4, { recovered: true })] });

    expect(next.take().subscribe).toEqual({ channel: 'chat:2' });
  });

  it('tells of a gap when the next one cannot continue', async () => {
    const { bench, seen, gap, old, successor, next } = await handingOver();
    message(old, 5);
    bench.reply(successor, {
      ...bench.connected(),
      subscribed: [{ channel: 'chat:1', epoch: 'f', offset: 9, recovered: false }],
    });
    next.receive({ message: { channel: 'chat:1', offset: 10, data: 10, at: 1 } });

    expect(gap).toHaveBeenCalledWith({
      from: { epoch: 'e', offset: 5 },
      to: { epoch: 'f', offset: 9 },
    });
    expect(seen).toEqual([5, 10]);
  });

  it.each([
    ['close()', 'close'],
    ['disconnect()', 'disconnect'],
  ] as const)('has no socket left after %s, nor a timer', async (_, leave) => {
    const { bench, old, next } = await handingOver();

    bench.client[leave]();

    expect([old.closedWith, next.closedWith]).toEqual([1000, 1000]);
    expect(bench.clock.pending).toBe(0);
  });

  it('that has retired has no socket left after close()', async () => {
    const { bench, old, successor, next } = await handingOver();
    bench.reply(successor, { ...bench.connected(), subscribed: [at(4, { recovered: true })] });

    bench.client.close();

    expect([old.closedWith, next.closedWith]).toEqual([1000, 1000]);
    expect(bench.clock.pending).toBe(0);
  });
});
