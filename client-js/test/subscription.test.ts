import { describe, expect, it, vi } from 'vitest';
import { type Channel, type ChannelOptions, type Message, presence } from '../src/index.js';
import { Bench } from './support/bench.js';

/**
 * A connected client, and a channel with a listener whose subscribe was answered from position
 * `at`.
 */
async function subscribed(
  at: number | null = 0,
  options: ChannelOptions = {},
): Promise<{ bench: Bench; channel: Channel; seen: unknown[]; off: () => void }> {
  const bench = new Bench();
  const channel = bench.client.channel('chat:1', options);
  const seen: unknown[] = [];
  const off = channel.on('message', (message) => seen.push(message.offset ?? message.data));
  await bench.connect({
    subscribed: [{ channel: 'chat:1', ...(at !== null && { epoch: 'e', offset: at }) }],
  });
  return { bench, channel, seen, off };
}

function messages(...offsets: number[]): object[] {
  return offsets.map((offset) => ({ offset, data: offset, at: 1 }));
}

describe('a channel', () => {
  it('is the same object for the same name', () => {
    const { client } = new Bench();

    expect(client.channel('chat:1')).toBe(client.channel('chat:1'));
    expect(client.channel('chat:2')).not.toBe(client.channel('chat:1'));
  });

  it('is not subscribed before somebody listens to its messages', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    channel.on('gap', () => {});
    expect((await bench.connect()).connect?.subscribe).toBeUndefined();
    expect(channel.state).toBe('idle');

    channel.on('message', () => {});

    expect(bench.socket.take()).toEqual({ id: 2, subscribe: { channel: 'chat:1' } });
    expect(channel.state).toBe('subscribing');
  });

  it('asks for what its options say', async () => {
    const bench = new Bench();
    const since = { epoch: 'e', offset: 4 };
    const channel = bench.client.channel('chat:1', { rewind: 20, presence, since });
    channel.on('message', () => {});

    const { connect } = await bench.connect();

    expect(connect?.subscribe).toEqual([{ channel: 'chat:1', since, rewind: 20, presence: true }]);
  });

  it('hands replayed messages, then subscribed, then live ones', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1', { rewind: 2 });
    const events: unknown[] = [];
    channel.on('message', ({ offset, replayed }) => events.push([offset, replayed]));
    channel.on('subscribed', (info) => events.push(info));
    await bench.connect({
      subscribed: [{ channel: 'chat:1', epoch: 'e', offset: 9, messages: messages(8, 9) }],
    });

    bench.message(10);

    expect(events).toEqual([
      [8, true],
      [9, true],
      { recovered: undefined, replayed: 2, resumed: false },
      [10, false],
    ]);
    expect(channel.state).toBe('subscribed');
    expect(channel.position).toEqual({ epoch: 'e', offset: 10 });
  });

  it('advances its position when the listeners have had the message', async () => {
    const { bench, channel } = await subscribed(4);
    const positions: unknown[] = [];
    channel.on('message', () => positions.push(channel.position?.offset));

    bench.message(5);

    expect(positions).toEqual([4]);
    expect(channel.position?.offset).toBe(5);
  });

  it('lets a listener that throws break nothing', async () => {
    const report = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { bench, channel } = await subscribed(4);
    const seen: Message[] = [];
    const error = new Error('a bug in the page');
    channel.on('message', () => {
      throw error;
    });
    channel.on('message', (message) => seen.push(message));

    bench.message(5);
    bench.message(6);

    expect(seen.map(({ offset }) => offset)).toEqual([5, 6]);
    expect(report).toHaveBeenCalledWith(error);
    report.mockRestore();
  });

  it('hands messages without an offset as they come, and keeps no position', async () => {
    const { bench, channel, seen } = await subscribed(null);

    bench.message(undefined, 'a');
    bench.message(undefined, 'a');

    expect(seen).toEqual(['a', 'a']);
    expect(channel.position).toBeUndefined();
  });

  it('ignores pushes for channels that nobody knows', async () => {
    const { bench, seen } = await subscribed();

    bench.socket.receive({ message: { channel: 'chat:9', offset: 1, data: 1, at: 1 } });

    expect(seen).toEqual([]);
  });
});

describe('the rule of positions', () => {
  it('drops a duplicate', async () => {
    const { bench, seen } = await subscribed(4);

    for (const offset of [5, 5, 4, 6, 5]) bench.message(offset);

    expect(seen).toEqual([5, 6]);
  });

  it('never shows a hole: subscribes again after the last message', async () => {
    const { bench, channel, seen } = await subscribed(4);
    bench.message(5);
    bench.message(7);
    expect(seen).toEqual([5]);
    expect(channel.state).toBe('subscribing');

    const unsubscribe = bench.socket.take();
    expect(unsubscribe.unsubscribe).toEqual({ channel: 'chat:1' });
    bench.message(8);
    bench.reply(unsubscribe, {});
    const subscribe = bench.socket.take();
    expect(subscribe.subscribe).toEqual({ channel: 'chat:1', since: { epoch: 'e', offset: 5 } });
    bench.reply(subscribe, {
      channel: 'chat:1',
      epoch: 'e',
      offset: 8,
      recovered: true,
      messages: messages(6, 7, 8),
    });
    bench.message(9);

    expect(seen).toEqual([5, 6, 7, 8, 9]);
  });

  it('finds the hole at the end of a reply', async () => {
    const { bench, channel } = await subscribed(4);
    const info = vi.fn();
    channel.on('subscribed', info);
    bench.socket.drop();
    await bench.reconnect({
      subscribed: [
        { channel: 'chat:1', epoch: 'e', offset: 7, recovered: true, messages: messages(5) },
      ],
    });

    expect(info).not.toHaveBeenCalled();
    expect(channel.position).toEqual({ epoch: 'e', offset: 5 });
    bench.reply(bench.socket.take(), {});
    expect(bench.socket.take().subscribe?.since).toEqual({ epoch: 'e', offset: 5 });
  });

  it('waits before it asks a second time about the same hole', async () => {
    const { bench, seen } = await subscribed(4);
    bench.message(6);
    bench.reply(bench.socket.take(), {});
    const holed = {
      channel: 'chat:1',
      epoch: 'e',
      offset: 6,
      recovered: true,
      messages: messages(6),
    };
    bench.reply(bench.socket.take(), holed);
    expect(bench.socket.untaken).toEqual([]);

    await bench.clock.advance(250);

    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
    expect(seen).toEqual([]);
  });
});

describe('after a cut', () => {
  it('resumes all subscriptions in the one connect', async () => {
    const bench = new Bench();
    const seen: unknown[] = [];
    for (const name of ['chat:1', 'chat:2']) {
      bench.client.channel(name).on('message', (message) => seen.push([name, message.offset]));
    }
    await bench.connect();
    bench.message(1);
    bench.socket.drop();

    const connect = await bench.reconnect({
      subscribed: [
        { channel: 'chat:1', epoch: 'e', offset: 3, recovered: true, messages: messages(2, 3) },
        { channel: 'chat:2', epoch: 'e', offset: 0, recovered: true },
      ],
    });

    expect(connect.connect?.subscribe).toEqual([
      { channel: 'chat:1', since: { epoch: 'e', offset: 1 } },
      { channel: 'chat:2', since: { epoch: 'e', offset: 0 } },
    ]);
    expect(bench.socket.untaken).toEqual([]);
    expect(seen).toEqual([
      ['chat:1', 1],
      ['chat:1', 2],
      ['chat:1', 3],
    ]);
  });

  it('does not go back to where it began when the channel keeps no history', async () => {
    const { bench } = await subscribed(null, { since: { epoch: 'e', offset: 4 } });
    bench.socket.drop();

    const { connect } = await bench.reconnect();

    expect(connect?.subscribe).toEqual([{ channel: 'chat:1' }]);
  });

  it('tells of a continuation', async () => {
    const { bench, channel } = await subscribed(4);
    const info = vi.fn();
    channel.on('subscribed', info);
    bench.socket.drop();
    expect(channel.state).toBe('subscribing');

    await bench.reconnect();

    expect(info).toHaveBeenCalledWith({ recovered: true, replayed: 0, resumed: true });
  });

  it('tells of a gap, then hands what the rewind brings', async () => {
    const { bench, channel } = await subscribed(4, { rewind: 2 });
    const events: unknown[] = [];
    channel.on('gap', (gap) => events.push(gap));
    channel.on('message', ({ offset }) => events.push(offset));
    bench.socket.drop();

    await bench.reconnect({
      subscribed: [
        { channel: 'chat:1', epoch: 'f', offset: 9, recovered: false, messages: messages(8, 9) },
      ],
    });
    bench.message(10);

    expect(events).toEqual([
      { from: { epoch: 'e', offset: 4 }, to: { epoch: 'f', offset: 7 } },
      8,
      9,
      10,
    ]);
  });

  it('takes a continuation in another epoch for a gap', async () => {
    const { bench, channel } = await subscribed(4);
    const gap = vi.fn();
    channel.on('gap', gap);
    bench.socket.drop();

    await bench.reconnect({
      subscribed: [{ channel: 'chat:1', epoch: 'f', offset: 4, recovered: true }],
    });

    expect(gap).toHaveBeenCalledTimes(1);
    expect(channel.position).toEqual({ epoch: 'f', offset: 4 });
  });

  it('subscribes in a later request what was wanted after the connect had gone', async () => {
    const bench = new Bench();
    const connect = await bench.open();
    bench.client.channel('chat:1').on('message', () => {});
    expect(bench.socket.untaken).toEqual([]);

    bench.reply(connect, bench.connected());

    expect(bench.socket.take().subscribe).toEqual({ channel: 'chat:1' });
  });

  it('retries a subscription that the reply to connect forgot', async () => {
    const bench = new Bench();
    bench.client.channel('chat:1').on('message', () => {});
    await bench.connect({ subscribed: [] });

    await bench.clock.advance(250);
    bench.refuse(bench.socket.take(), 'not_subscribed');

    expect(bench.socket.take().subscribe).toEqual({ channel: 'chat:1' });
  });

  it('leaves no channel as subscribed when the listener of another disconnects', async () => {
    const { bench } = await subscribed(0);
    const other = bench.client.channel('chat:2');
    other.on('message', () => {});
    bench.reply(bench.socket.take(), { channel: 'chat:2', epoch: 'e', offset: 0 });
    expect(other.state).toBe('subscribed');
    bench.socket.drop();
    bench.client.channel('chat:1').on('subscribed', () => bench.client.disconnect());

    await bench.reconnect();

    expect(bench.state.name).toBe('idle');
    expect(other.state).toBe('subscribing');
  });

  it('stops handing a replay to a page that disconnects, and goes on there', async () => {
    const { bench, channel, seen } = await subscribed(0);
    bench.socket.drop();
    channel.on('message', ({ offset }) => offset === 2 && bench.client.disconnect());
    await bench.reconnect({
      subscribed: [
        { channel: 'chat:1', epoch: 'e', offset: 3, recovered: true, messages: messages(1, 2, 3) },
      ],
    });
    expect(seen).toEqual([1, 2]);

    bench.client.connect();
    const { connect } = await bench.connect();

    expect(connect?.subscribe?.[0]?.since).toEqual({ epoch: 'e', offset: 2 });
  });
});

describe('a gap push', () => {
  it('moves the position and is told', async () => {
    const { bench, channel, seen } = await subscribed(4);
    const gap = vi.fn();
    channel.on('gap', gap);

    bench.socket.receive({ gap: { channel: 'chat:1', epoch: 'b7', offset: 90 } });
    bench.message(91);

    expect(gap).toHaveBeenCalledWith({
      from: { epoch: 'e', offset: 4 },
      to: { epoch: 'b7', offset: 90 },
    });
    expect(seen).toEqual([91]);
    expect(channel.position).toEqual({ epoch: 'b7', offset: 91 });
  });
});

describe('a refused subscription', () => {
  it('fails, tells why, and stays failed through reconnects', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    const error = vi.fn();
    channel.on('error', error);
    channel.on('message', () => {});
    const denied = { code: 'permission_denied', message: 'No.', retry: false };
    await bench.connect({ subscribed: [{ channel: 'chat:1', error: denied }] });

    expect(channel.state).toBe('failed');
    expect(error).toHaveBeenCalledWith(expect.objectContaining(denied));

    bench.socket.drop();
    const { connect } = await bench.reconnect();
    expect(connect?.subscribe).toBeUndefined();
  });

  it('is reported when nobody listens to errors', async () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const bench = new Bench();
    bench.client.channel('chat:1').on('message', () => {});
    const denied = { code: 'permission_denied', message: 'No.', retry: false };

    await bench.connect({ subscribed: [{ channel: 'chat:1', error: denied }] });

    expect(report).toHaveBeenCalledWith(expect.objectContaining(denied));
    vi.unstubAllGlobals();
  });

  it('is tried again by a new listener', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    channel.on('error', () => {});
    await bench.connect();
    channel.on('message', () => {});
    bench.refuse(bench.socket.take(), 'permission_denied');
    expect(channel.state).toBe('failed');

    channel.on('message', () => {});

    expect(bench.socket.take().subscribe).toEqual({ channel: 'chat:1' });
  });

  it('is retried with growing waits when the error says so', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    const error = vi.fn();
    channel.on('error', error);
    await bench.connect();
    channel.on('message', () => {});

    for (const wait of [250, 750, 1250]) {
      bench.refuse(bench.socket.take(), 'unavailable', true);
      await bench.clock.advance(wait - 1);
      expect(bench.socket.untaken).toEqual([]);
      await bench.clock.advance(1);
    }

    expect(bench.socket.take().subscribe).toEqual({ channel: 'chat:1' });
    expect(channel.state).toBe('subscribing');
    expect(error).toHaveBeenCalledTimes(3);
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'unavailable', retry: true }),
    );
  });

  it('is retried soon again once it was accepted', async () => {
    const { bench } = await subscribed(4);
    for (const wait of [250, 250]) {
      bench.socket.receive({ unsubscribed: { channel: 'chat:1', code: 'unavailable' } });
      await bench.clock.advance(wait);
      const accepted = { channel: 'chat:1', epoch: 'e', offset: 4, recovered: true };
      bench.reply(bench.socket.take(), accepted);
    }
  });

  it.each(['timeout', 'bad_reply', 'already_subscribed'])(
    'is given back first when it may be held after all: %s',
    async (how) => {
      const bench = new Bench({ requestTimeout: 1000 });
      const channel = bench.client.channel('chat:1');
      channel.on('error', () => {});
      await bench.connect();
      channel.on('message', () => {});
      const subscribe = bench.socket.take();
      if (how === 'timeout') await bench.clock.advance(1000);
      else if (how === 'bad_reply') bench.reply(subscribe, { channel: 1 });
      else bench.refuse(subscribe, how);

      await bench.clock.advance(250);
      const unsubscribe = bench.socket.take();
      expect(unsubscribe.unsubscribe).toEqual({ channel: 'chat:1' });
      bench.reply(unsubscribe, {});

      expect(bench.socket.take().subscribe).toEqual({ channel: 'chat:1' });
    },
  );
});

describe('an unsubscribed push', () => {
  it('fails the channel when the code is final', async () => {
    const { bench, channel } = await subscribed(4);
    const error = vi.fn();
    channel.on('error', error);

    bench.socket.receive({ unsubscribed: { channel: 'chat:1', code: 'permission_denied' } });

    expect(channel.state).toBe('failed');
    expect(error).toHaveBeenCalledWith(
      expect.objectContaining({ code: 'permission_denied', retry: false }),
    );
  });

  it('leads to another subscribe after the position when the code passes', async () => {
    const { bench } = await subscribed(4);
    bench.socket.receive({ unsubscribed: { channel: 'chat:1', code: 'unavailable' } });

    await bench.clock.advance(250);

    expect(bench.socket.take().subscribe).toEqual({
      channel: 'chat:1',
      since: { epoch: 'e', offset: 4 },
    });
  });

  it('is of no matter while the channel is subscribed again anyway', async () => {
    const { bench, channel } = await subscribed(4);
    bench.message(6);
    bench.socket.receive({ unsubscribed: { channel: 'chat:1', code: 'permission_denied' } });
    expect(channel.state).toBe('subscribing');

    bench.refuse(bench.socket.take(), 'not_subscribed');

    expect(bench.socket.take().subscribe?.since).toEqual({ epoch: 'e', offset: 4 });
  });
});

describe('the last listener', () => {
  it('unsubscribes a little after it has gone', async () => {
    const { bench, channel, off } = await subscribed(4);
    off();
    off();
    await bench.clock.advance(999);
    expect(bench.socket.untaken).toEqual([]);
    await bench.clock.advance(1);

    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
    expect(channel.state).toBe('idle');
    expect(channel.position).toBeUndefined();
  });

  it('is not the last while another listens', async () => {
    const { bench, channel, off } = await subscribed(4);
    channel.on('message', () => {});
    off();
    await bench.clock.advance(5000);

    expect(bench.socket.untaken).toEqual([]);
  });

  it('that comes back at once finds everything as it was', async () => {
    const { bench, channel, seen, off } = await subscribed(4);
    off();
    channel.on('message', ({ offset }) => seen.push(offset));
    await bench.clock.advance(5000);
    bench.message(5);

    expect(bench.socket.untaken).toEqual([]);
    expect(seen).toEqual([5]);
  });

  it('that comes back in time gets what came while nobody listened', async () => {
    const { bench, channel, seen, off } = await subscribed(4);
    off();
    bench.message(5);
    bench.message(6);
    await bench.clock.advance(500);
    expect(channel.position).toEqual({ epoch: 'e', offset: 4 });

    channel.on('message', ({ offset }) => seen.push(offset));
    bench.reply(bench.socket.take(), {});
    const subscribe = bench.socket.take();
    expect(subscribe.subscribe?.since).toEqual({ epoch: 'e', offset: 4 });
    bench.reply(subscribe, {
      channel: 'chat:1',
      epoch: 'e',
      offset: 6,
      recovered: true,
      messages: messages(5, 6),
    });

    expect(seen).toEqual([5, 6]);
  });

  it('that comes back late begins anew, after the unsubscribe', async () => {
    const { bench, channel, off } = await subscribed(4, { rewind: 3 });
    off();
    await bench.clock.advance(1000);
    channel.on('message', () => {});
    const unsubscribe = bench.socket.take();
    expect(bench.socket.untaken).toEqual([]);

    bench.reply(unsubscribe, {});

    expect(bench.socket.take().subscribe).toEqual({ channel: 'chat:1', rewind: 3 });
  });

  it('that goes and comes while a resume is under way begins anew', async () => {
    const { bench, channel, seen, off } = await subscribed(4, { rewind: 1 });
    bench.socket.drop();
    await bench.clock.advance(250);
    const connect = await bench.open();
    off();
    await bench.clock.advance(1000);
    channel.on('message', ({ offset }) => seen.push(offset));
    bench.reply(connect, {
      ...bench.connected(),
      subscribed: [
        { channel: 'chat:1', epoch: 'e', offset: 6, recovered: true, messages: messages(5, 6) },
      ],
    });
    bench.reply(bench.socket.take(), {});

    expect(seen).toEqual([]);
    expect(bench.socket.take().subscribe).toEqual({ channel: 'chat:1', rewind: 1 });
  });

  it('that goes while the subscribe is under way is unsubscribed after its answer', async () => {
    const bench = new Bench();
    await bench.connect();
    const off = bench.client.channel('chat:1').on('message', () => {});
    const subscribe = bench.socket.take();
    off();
    await bench.clock.advance(1000);
    expect(bench.socket.untaken).toEqual([]);

    bench.reply(subscribe, { channel: 'chat:1', epoch: 'e', offset: 0 });

    expect(bench.socket.take().unsubscribe).toEqual({ channel: 'chat:1' });
  });
});

describe('presence', () => {
  const alice = { session: 's-a', user: 'alice' };
  const bob = { session: 's-b', user: 'bob', info: { name: 'Bob' } };

  async function room(): Promise<{ bench: Bench; channel: Channel; events: unknown[] }> {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1', { presence });
    const events: unknown[] = [];
    channel.on('presence', (members) => events.push([...members.keys()]));
    channel.on('joined', (member) => events.push(['joined', member]));
    channel.on('left', (member) => events.push(['left', member]));
    channel.on('message', () => {});
    await bench.connect({
      subscribed: [{ channel: 'chat:1', epoch: 'e', offset: 0, members: [alice], count: 1 }],
    });
    return { bench, channel, events };
  }

  it('come with the subscribe, without a joined for each', async () => {
    const { channel, events } = await room();

    expect(events).toEqual([['s-a']]);
    expect(channel.presence.get('s-a')).toEqual(alice);
  });

  it('join once and leave once', async () => {
    const { bench, events } = await room();
    bench.socket.receive({ joined: { channel: 'chat:1', members: [bob, alice] } });
    bench.socket.receive({ left: { channel: 'chat:1', members: [alice] } });
    bench.socket.receive({ left: { channel: 'chat:1', members: [alice] } });

    expect(events.slice(1)).toEqual([
      ['joined', bob],
      ['s-a', 's-b'],
      ['left', alice],
      ['s-b'],
      ['s-b'],
    ]);
  });

  it('are maps that do not change once read', async () => {
    const { bench, channel } = await room();
    const before = channel.presence;

    bench.socket.receive({ joined: { channel: 'chat:1', members: [bob] } });

    expect(before.size).toBe(1);
    expect(channel.presence.size).toBe(2);
  });

  it('are replaced by the list of the next subscribe', async () => {
    const { bench, channel } = await room();
    bench.socket.drop();
    expect(channel.presence.size).toBe(1);

    await bench.reconnect({
      subscribed: [
        { channel: 'chat:1', epoch: 'e', offset: 0, recovered: true, members: [bob], count: 1 },
      ],
    });

    expect([...channel.presence.keys()]).toEqual(['s-b']);
  });
});
