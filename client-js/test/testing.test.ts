import { history, members, presence, ready } from 'tidewire';
import { TestServer, type TestServerOptions } from 'tidewire/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let server: TestServer;

beforeEach(() => {
  server = new TestServer();
});

afterEach(() => {
  server.close();
  expect(server.connections).toBe(0);
});

function serve(options: TestServerOptions): void {
  server = new TestServer(options);
}

describe('the test server', () => {
  it('carries messages from client to client in one order', async () => {
    const [alice, bob] = [server.client('alice'), server.client('bob')];
    const heard: unknown[] = [];
    bob.channel('chat:1').on('message', ({ data, user, offset }) => {
      heard.push([data, user, offset]);
    });
    await server.settled();

    const first = alice.channel('chat:1').publish('a');
    server.publish('chat:1', 'b');
    await server.settled();

    expect(heard).toEqual([
      ['b', undefined, 1],
      ['a', 'alice', 2],
    ]);
    expect(await first).toEqual({ epoch: 'e1', offset: 2 });
  });

  it('continues a cut client where it stopped', async () => {
    const heard: unknown[] = [];
    server
      .client('alice')
      .channel('chat:1')
      .on('message', ({ data, replayed }) => heard.push([data, replayed]));
    await server.settled();
    server.publish('chat:1', 1);
    await server.settled();
    server.cut('alice');
    server.publish('chat:1', 2);

    await server.clock.advance(500);

    expect(heard).toEqual([
      [1, false],
      [2, true],
    ]);
  });

  it('refuses everybody while it is stopped', async () => {
    const alice = server.client('alice');
    await ready(alice);
    server.stop();
    await server.clock.advance(60_000);
    expect(alice.lost).toBe(true);

    server.start();
    await server.clock.advance(20_000);

    expect(alice.state.name).toBe('connected');
  });

  it('hands clients over to another node', async () => {
    const alice = server.client('alice');
    const states: string[] = [];
    alice.on('state', (state) => states.push(`${state.name} ${'node' in state ? state.node : ''}`));
    const heard: unknown[] = [];
    alice.channel('chat:1').on('message', ({ data }) => heard.push(data));
    await server.settled();
    server.drain();
    for (let n = 0; n < 10; n++) {
      server.publish('chat:1', n);
      await server.clock.advance(1000);
    }

    expect(states).toEqual(['connecting ', 'connected n-1', 'connected n-2']);
    expect(heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(server.connections).toBe(1);
  });

  it('ends sessions whose token expires, unless it is refreshed', async () => {
    serve({ tokenLife: 60_000 });
    const token = vi.fn(() => 'alice');
    const alice = server.client('alice', { token });
    const bob = server.client('bob', { token: 'bob' });
    await server.settled();
    await server.clock.advance(60_000);

    expect(token.mock.calls.length).toBeGreaterThan(1);
    expect(alice.state.name).toBe('connected');
    expect(bob.state).toMatchObject({ name: 'closed', reason: 'token_expired' });
  });

  it('asks who may do what', async () => {
    serve({ allow: (user, operation) => user === 'alice' || operation === 'subscribe' });
    await expect(server.client('bob').channel('chat:1').publish(1)).rejects.toMatchObject({
      code: 'permission_denied',
    });
    await expect(server.client('alice').channel('chat:1').publish(1)).resolves.toBeDefined();
  });

  it('tells of gaps: lost memory, and a history that is too short', async () => {
    serve({ history: 2 });
    const gap = vi.fn();
    const channel = server.client('alice').channel('chat:1');
    channel.on('gap', gap);
    channel.on('message', () => {});
    await server.settled();
    server.publish('chat:1', 'a');
    await server.settled();
    server.forget('chat:1');
    await server.settled();
    expect(gap).toHaveBeenLastCalledWith({
      from: { epoch: 'e1', offset: 1 },
      to: { epoch: 'e2', offset: 0 },
    });

    server.cut();
    for (const data of [1, 2, 3]) server.publish('chat:1', data);
    await server.clock.advance(500);

    expect(gap).toHaveBeenLastCalledWith({
      from: { epoch: 'e2', offset: 0 },
      to: { epoch: 'e2', offset: 3 },
    });
  });

  it('knows who is here', async () => {
    const room = server.client('alice').channel('chat:1', { presence });
    const told: string[] = [];
    room.on('joined', ({ user }) => told.push(`+${user}`));
    room.on('left', ({ user }) => told.push(`-${user}`));
    room.on('message', () => {});
    await server.settled();
    const bob = server.client('bob');
    bob.channel('chat:1').on('message', () => {});
    await server.settled();
    expect([...room.presence.values()].map(({ user }) => user)).toEqual(['alice', 'bob']);
    bob.close();
    await server.settled();

    expect(told).toEqual(['+bob', '-bob']);
    expect((await members(room)).count).toBe(1);
  });

  it('answers a ping, after connect only', async () => {
    const socket = new server.WebSocket('wss://test.invalid/ws', []);
    const replies: unknown[] = [];
    socket.onmessage = ({ data }: { data: string }) => replies.push(JSON.parse(data));
    await server.settled();
    socket.send('{"id":1,"ping":{}}');
    socket.send('{"id":2,"connect":{"token":"alice"}}');
    socket.send('{"id":3,"ping":{}}');
    await server.settled();

    expect(replies).toMatchObject([
      { id: 1, error: { code: 'not_connected' } },
      { id: 2, ok: { user: 'alice' } },
      { id: 3, ok: {} },
    ]);
  });

  it('pages through a history, and has none where it shall not', async () => {
    serve({ history: (channel) => (channel.startsWith('typing:') ? 0 : 10) });
    const alice = server.client('alice');
    for (let n = 1; n <= 5; n++) server.publish('chat:1', n);
    const newest = await history(alice.channel('chat:1'), { limit: 3 });
    const oldest = await newest.next();
    expect([newest, oldest].map((page) => page?.messages.map(({ data }) => data))).toEqual([
      [3, 4, 5],
      [1, 2],
    ]);

    await expect(alice.channel('typing:1').publish(1)).resolves.toBeUndefined();
    await expect(history(alice.channel('typing:1'))).rejects.toMatchObject({
      code: 'not_available',
    });
  });

  it('takes a publish with a known key for a retry', async () => {
    const channel = server.client('alice').channel('chat:1');
    const heard = vi.fn();
    channel.on('message', heard);
    const positions = [
      await channel.publish('x', { key: 'k' }),
      await channel.publish('x', { key: 'k' }),
    ];
    await server.settled();

    expect(positions[0]).toEqual(positions[1]);
    expect(heard).toHaveBeenCalledTimes(1);
  });

  it('throws users out, of a channel or for good', async () => {
    const alice = server.client('alice');
    const error = vi.fn();
    const channel = alice.channel('chat:1');
    channel.on('error', error);
    channel.on('message', () => {});
    await server.settled();
    server.unsubscribe('chat:1');
    await server.settled();
    expect(error.mock.calls[0]?.[0]).toMatchObject({ code: 'permission_denied' });

    server.disconnect('alice');
    await server.settled();
    expect(alice.state).toMatchObject({ name: 'closed', reason: 'token_invalid' });
  });

  it('leaves no timer behind', async () => {
    const alice = server.client('alice');
    alice.channel('chat:1').on('message', () => {});
    await server.settled();

    server.close();

    expect(server.clock.pending).toBe(0);
  });
});
