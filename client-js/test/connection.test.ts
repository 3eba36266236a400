import { describe, expect, it, vi } from 'vitest';
import { ready, TidewireError } from '../src/index.js';
import { Bench } from './support/bench.js';
import { settled } from './support/virtual-clock.js';

describe('connecting', () => {
  it('opens tidewire.v1 and sends the token in the first frame', async () => {
    const bench = new Bench({ token: async () => 'fresh' });

    const connect = await bench.open();

    expect(bench.socket.url).toBe('wss://example.com/ws');
    expect(bench.socket.protocols).toEqual(['tidewire.v1']);
    expect(connect).toEqual({ id: 1, connect: { token: 'fresh' } });
  });

  it('goes from idle through connecting to connected', async () => {
    const bench = new Bench();
    expect(bench.state).toEqual({ name: 'idle' });

    await bench.connect();

    expect(bench.states).toEqual([
      { name: 'connecting', attempt: 1 },
      { name: 'connected', session: 's-1', user: 'alice', node: 'n-1' },
    ]);
  });

  it('waits for connect() without autoConnect', async () => {
    const bench = new Bench({ autoConnect: false });
    await settled();
    expect(bench.sockets).toHaveLength(0);

    bench.client.connect();
    await bench.connect();

    expect(bench.state.name).toBe('connected');
  });

  it('does not connect by itself after an early disconnect()', async () => {
    const bench = new Bench();

    bench.client.disconnect();
    await settled();

    expect(bench.sockets).toHaveLength(0);
    expect(bench.state.name).toBe('idle');
  });

  it('ignores a second connect()', async () => {
    const bench = new Bench();
    await settled();
    bench.client.connect();
    await bench.connect();
    bench.client.connect();
    await settled();

    expect(bench.sockets).toHaveLength(1);
  });

  it('gives a try up after connectTimeout, be it the token that is late', async () => {
    const bench = new Bench({ token: () => new Promise(() => {}), connectTimeout: 3000 });

    await bench.clock.advance(3000);

    expect(bench.state).toMatchObject({ name: 'waiting', code: 1006, reason: 'connect_timeout' });
    expect(bench.sockets).toHaveLength(0);
  });

  it('gives a try up when the reply to connect is late, and ignores it when it comes', async () => {
    const bench = new Bench({ connectTimeout: 3000 });
    const connect = await bench.open();
    const { socket } = bench;

    await bench.clock.advance(3000);
    socket.receive({ id: connect.id, ok: bench.connected() });

    expect(bench.state).toMatchObject({ name: 'waiting', reason: 'connect_timeout' });
    expect(socket.closedWith).toBe(1000);
  });

  it('tries again when the reply to connect makes no sense', async () => {
    const bench = new Bench();
    const connect = await bench.open();

    bench.reply(connect, { heartbeat: 25_000 });

    expect(bench.state).toMatchObject({ name: 'waiting', reason: 'bad_reply' });
  });

  it('ends for good when the page forbids the address', async () => {
    class Forbidden {
      constructor() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      }
    }
    const bench = new Bench({ WebSocket: Forbidden as never });
    await settled();

    expect(bench.state).toMatchObject({ name: 'closed', reason: 'websocket_refused' });
  });
});

describe('after a cut', () => {
  it('waits with full jitter, growing, up to the maximum', async () => {
    const bench = new Bench({ backoff: { min: 500, max: 4000 } });
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 6; attempt++) {
      await bench.open();
      bench.socket.drop();
      if (bench.state.name !== 'waiting') throw new Error(`It is ${bench.state.name}.`);
      waits.push(bench.state.retryAt - bench.clock.now());
      expect(bench.state.attempt).toBe(attempt + 1);
      await bench.clock.advance(bench.state.retryAt - bench.clock.now());
    }

    expect(waits).toEqual([250, 750, 1250, 2250, 2250, 2250]);
  });

  it('begins with short waits again only after a stable connection', async () => {
    const bench = new Bench({ backoff: { stableAfter: 5000 } });
    await bench.connect();
    bench.socket.drop();
    await bench.reconnect();
    await bench.clock.advance(4999);
    bench.socket.drop();
    expect(bench.state).toMatchObject({ attempt: 3, retryAt: bench.clock.now() + 750 });

    await bench.reconnect();
    await bench.clock.advance(5000);
    bench.socket.drop();

    expect(bench.state).toMatchObject({ attempt: 1, retryAt: bench.clock.now() + 250 });
  });

  it.each([1000, 1001, 1005, 1006, 1011, 1012, 4000, 4001, 4003, 4004, 4005, 4499])(
    'reconnects after close code %i',
    async (code) => {
      const bench = new Bench();
      await bench.connect();

      bench.socket.drop(code, 'reason');

      expect(bench.state).toMatchObject({ name: 'waiting', code, reason: 'reason' });
    },
  );

  it.each([1002, 1003, 1007, 1008, 1009, 4500, 4501, 4502, 4503, 4504, 4999])(
    'ends for good after close code %i',
    async (code) => {
      const bench = new Bench();
      await bench.connect();

      bench.socket.drop(code, 'reason');

      expect(bench.state).toEqual({ name: 'closed', code, reason: 'reason' });
      expect(bench.clock.pending).toBe(0);
    },
  );

  it('hears nothing of an old socket', async () => {
    const bench = new Bench();
    await bench.connect();
    const old = bench.socket;
    bench.client.disconnect();
    bench.client.connect();
    await bench.connect();

    old.drop(4500);
    old.receive({ draining: { reconnectIn: 0 } });
    await settled();

    expect(bench.state.name).toBe('connected');
    expect(old.onerror).not.toBeNull(); // `ws` throws an error that nobody listens to
  });

  it('tries at once on connect()', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.socket.drop();

    bench.client.connect();
    await settled();

    expect(bench.sockets).toHaveLength(2);
  });
});

describe('a token', () => {
  it('is kept from connection to connection while it is good', async () => {
    const token = vi.fn(() => 'one');
    const bench = new Bench({ token });
    await bench.connect();
    bench.socket.drop();

    const connect = await bench.reconnect();

    expect(connect.connect?.token).toBe('one');
    expect(token).toHaveBeenCalledTimes(1);
  });

  it('is asked for again at once when connect is answered token_expired', async () => {
    const token = vi.fn().mockReturnValueOnce('old').mockReturnValueOnce('new');
    const bench = new Bench({ token });
    bench.refuse(await bench.open(), 'token_expired', true);

    const connect = await bench.connect();

    expect(connect.connect?.token).toBe('new');
    expect(bench.states.map(({ name }) => name)).toEqual(['connecting', 'connecting', 'connected']);
  });

  it('is asked for at once only once in a row', async () => {
    const bench = new Bench({ token: () => 'always old' });
    bench.refuse(await bench.open(), 'token_expired', true);
    bench.refuse(await bench.open(), 'token_expired', true);

    expect(bench.state).toMatchObject({ name: 'waiting', code: 4002, reason: 'token_expired' });
  });

  it('is replaced before the next connection after close code 4002', async () => {
    const token = vi.fn().mockReturnValueOnce('old').mockReturnValueOnce('new');
    const bench = new Bench({ token });
    await bench.connect();
    bench.socket.drop(4002, 'token_expired');

    const connect = await bench.connect();

    expect(connect.connect?.token).toBe('new');
  });

  it('that comes after disconnect() is not kept: somebody else may have signed in', async () => {
    let late: ((token: string) => void) | undefined;
    const token = vi.fn<() => string | Promise<string>>(() => 'of bob');
    token.mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
    const bench = new Bench({ token });
    await settled();
    bench.client.disconnect();
    bench.client.connect();
    await bench.connect();
    late?.('of alice');
    bench.socket.drop();

    const connect = await bench.reconnect();

    expect(connect.connect?.token).toBe('of bob');
  });

  it('that is a string and has expired ends the client', async () => {
    const bench = new Bench({ token: 'the only one' });
    await bench.connect();

    bench.socket.drop(4002, 'token_expired');

    expect(bench.state).toEqual({ name: 'closed', code: 4002, reason: 'token_expired' });
  });

  it('that is invalid ends the client', async () => {
    const bench = new Bench();
    bench.refuse(await bench.open(), 'token_invalid');

    expect(bench.state).toEqual({ name: 'closed', code: 4501, reason: 'token_invalid' });
  });

  it('that was revoked ends the client', async () => {
    const bench = new Bench();
    bench.refuse(await bench.open(), 'token_revoked');

    expect(bench.state).toEqual({ name: 'closed', code: 4503, reason: 'token_revoked' });
  });

  it('that cannot be had is tried for again', async () => {
    const token = vi.fn().mockRejectedValueOnce(new Error('503')).mockResolvedValueOnce('t');
    const bench = new Bench({ token });
    await settled();
    expect(bench.state).toMatchObject({ name: 'waiting', reason: 'token_unavailable' });

    const connect = await bench.reconnect();

    expect(connect.connect?.token).toBe('t');
  });

  it('that will never be had ends the client', async () => {
    const signedOut = new TidewireError('signed_out', 'Nobody is signed in.');
    const bench = new Bench({ token: () => Promise.reject(signedOut) });
    await settled();

    expect(bench.state).toMatchObject({ name: 'closed', reason: 'signed_out' });
  });

  it.each([
    ['unavailable', true, 'waiting'],
    ['bad_request', false, 'closed'],
  ])('and a connect refused with %s (retry %s): %s', async (code, retry, name) => {
    const bench = new Bench();
    bench.refuse(await bench.open(), code, retry);

    expect(bench.state).toMatchObject({ name, code: 1006, reason: code });
  });
});

describe('leaving', () => {
  it('disconnect() cuts and stays away until connect()', async () => {
    const bench = new Bench();
    await bench.connect();

    bench.client.disconnect();
    expect(bench.state).toEqual({ name: 'idle' });
    expect(bench.socket.closedWith).toBe(1000);
    expect(bench.clock.pending).toBe(0);

    bench.client.connect();
    await bench.connect();
    expect(bench.state.name).toBe('connected');
  });

  it('disconnect() while waiting stops the wait', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.socket.drop();

    bench.client.disconnect();
    await bench.clock.advance(60_000);

    expect(bench.sockets).toHaveLength(1);
  });

  it('disconnect() in a state listener is obeyed', async () => {
    const bench = new Bench();
    bench.client.on('state', ({ name }) => name === 'waiting' && bench.client.disconnect());
    await bench.connect();

    bench.socket.drop();
    await bench.clock.advance(60_000);

    expect(bench.state).toEqual({ name: 'idle' });
    expect(bench.sockets).toHaveLength(1);
  });

  it('disconnect() in a listener of connecting asks for no token', async () => {
    const token = vi.fn(() => 't');
    const bench = new Bench({ token });
    bench.client.on('state', ({ name }) => name === 'connecting' && bench.client.disconnect());
    await settled();

    expect(bench.states.map(({ name }) => name)).toContain('idle');
    expect(token).not.toHaveBeenCalled();
    expect(bench.clock.pending).toBe(0);
  });

  it('disconnect() in a listener of connected leaves all for the next connection', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    channel.on('message', () => {});
    const off = bench.client.on('state', ({ name }) => {
      if (name === 'connected') bench.client.disconnect();
    });
    void channel.publish(1).catch(() => {});
    await bench.connect();
    expect(bench.state).toEqual({ name: 'idle' });
    expect(bench.socket.untaken).toEqual([]);
    expect(channel.state).toBe('subscribing');

    off();
    bench.client.connect();
    const { connect } = await bench.connect();

    expect(connect?.subscribe).toEqual([{ channel: 'chat:1' }]);
    expect(bench.socket.take().publish?.data).toBe(1);
    expect(channel.state).toBe('subscribed');
  });

  it('disconnect() while the token is on its way opens no socket', async () => {
    const bench = new Bench({ token: async () => 't' });
    await Promise.resolve(); // autoConnect has begun, the token has not come

    bench.client.disconnect();
    await settled();

    expect(bench.sockets).toHaveLength(0);
  });

  it('close() is final', async () => {
    const bench = new Bench();
    await bench.connect();

    bench.client.close();

    expect(bench.state).toEqual({ name: 'closed', code: 1000, reason: 'closed' });
    const channel = bench.client.channel('chat:1');
    channel.on('message', () => {});
    expect(channel.state).toBe('idle');
    expect(() => bench.client.connect()).toThrow(expect.objectContaining({ code: 'closed' }));
    expect(bench.clock.pending).toBe(0);
  });
});

describe('ready()', () => {
  it('resolves when connected, at once when it is already', async () => {
    const bench = new Bench();
    const waiting = ready(bench.client);
    await bench.connect();

    await waiting;
    await ready(bench.client);
  });

  it('rejects when the client is closed', async () => {
    const bench = new Bench();
    const waiting = expect(ready(bench.client)).rejects.toMatchObject({ code: 'closed' });
    bench.refuse(await bench.open(), 'token_invalid');

    await waiting;
    await expect(ready(bench.client)).rejects.toThrow('4501 token_invalid');
  });
});
