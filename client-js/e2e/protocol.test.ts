import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, RawClient } from './harness/raw-client.js';
import { Server } from './harness/server.js';

const everything = { 'chat:*': ['*'] };

let server: Server;
let quiet: RawClient;

beforeAll(async () => {
  server = await Server.start();
  quiet = (await connect('quiet')).client;
});

afterAll(() => server.dispose());

async function connect(user: string, subscribe: Json[] = []) {
  return RawClient.connect(server.socketUrl, await server.devToken(user, user), subscribe);
}

const newChannel = () => `chat:${randomUUID()}`;

async function publish(client: RawClient, channel: string, ...texts: string[]): Promise<Json[]> {
  const positions: Json[] = [];
  for (const text of texts)
    positions.push(await client.ok({ publish: { channel, data: { text } } }));
  return positions;
}

function textsOf(messages: unknown): string[] {
  return (messages as { data: { text: string } }[]).map((message) => message.data.text);
}

describe('a conversation in raw JSON', () => {
  it('begins with a token and learns its session', async () => {
    const { client, reply } = await connect('ann');
    expect(client.protocol).toBe('tidewire.v1');
    expect(reply).toMatchObject({ user: 'ann', subscribed: [] });
    expect(reply['session']).toEqual(expect.any(String));
    expect(reply['node']).toEqual(expect.any(String));
    expect(reply['heartbeat']).toBeGreaterThan(0);
    expect(reply['expires']).toBeGreaterThan(Date.now() / 1000);
    await client.close();
  });

  it('answers a ping', async () => {
    const { client } = await connect('ann');
    expect(await client.ok({ ping: {} })).toEqual({});
    await client.close();
  });

  it('publishes, and hears everything in one order', async () => {
    const channel = newChannel();
    const { client: ann } = await connect('ann', [{ channel }]);
    const { client: ben } = await connect('ben', [{ channel }]);
    const positions = await publish(ann, channel, 'one', 'two');
    expect(positions.map((p) => p['offset'])).toEqual([1, 2]);
    for (const client of [ann, ben]) {
      const first = await client.push('message');
      expect(first).toMatchObject({ channel, offset: 1, user: 'ann', data: { text: 'one' } });
    }
    await Promise.all([ann.close(), ben.close()]);
  });

  it('publishes once under one key', async () => {
    const channel = newChannel();
    const { client } = await connect('ann', [{ channel }]);
    const request = { publish: { channel, data: { text: 'once' }, key: 'k-1' } };
    const [first, second] = [await client.ok(request), await client.ok(request)];
    expect(second).toEqual(first);
    const { messages } = await client.ok({ history: { channel } });
    expect(textsOf(messages)).toEqual(['once']);
    await client.close();
  });

  it('hears a back end, without a user', async () => {
    const channel = newChannel();
    const { client } = await connect('ann', [{ channel }]);
    await server.publish(channel, { text: 'from behind' });
    const message = await client.push('message');
    expect(message).toMatchObject({ channel, data: { text: 'from behind' } });
    expect(message).not.toHaveProperty('user');
    await client.close();
  });

  it('pages through the history', async () => {
    const channel = newChannel();
    const { client } = await connect('ann');
    await publish(client, channel, 'one', 'two', 'three');
    const newest = await client.ok({ history: { channel, limit: 2 } });
    expect([textsOf(newest['messages']), newest['more']]).toEqual([['two', 'three'], true]);
    const oldest = await client.ok({ history: { channel, limit: 2, before: 2 } });
    expect([textsOf(oldest['messages']), oldest['more']]).toEqual([['one'], false]);
    await client.close();
  });

  it('sees who comes and goes', async () => {
    const channel = newChannel();
    const { client: ann, reply } = await connect('ann', [{ channel, presence: true }]);
    expect(reply['subscribed']).toMatchObject([{ count: 1, members: [{ user: 'ann' }] }]);
    const { client: ben } = await connect('ben', [{ channel }]);
    expect(await ann.push('joined', 'ben')).toMatchObject({ members: [{ user: 'ben' }] });
    const list = await ann.ok({ presence: { channel } });
    expect(list).toMatchObject({ count: 2, more: false });
    await ben.drop();
    expect(await ann.push('left', 'ben')).toMatchObject({ members: [{ user: 'ben' }] });
    await ann.close();
  });

  it('continues where it stopped', async () => {
    const channel = newChannel();
    const { client: ann } = await connect('ann');
    const { client: ben } = await connect('ben', [{ channel }]);
    const [seen] = await publish(ann, channel, 'seen');
    await ben.drop();
    await publish(ann, channel, 'missed 1', 'missed 2', 'missed 3');
    const again = await connect('ben', [{ channel, since: seen }]);
    const [subscribed] = again.reply['subscribed'] as Json[];
    expect(subscribed).toMatchObject({ recovered: true, offset: 4 });
    expect(textsOf(subscribed?.['messages'])).toEqual(['missed 1', 'missed 2', 'missed 3']);
    await Promise.all([ann.close(), again.client.close()]);
  });

  it('is told when it cannot continue', async () => {
    const channel = newChannel();
    const { client } = await connect('ann');
    await publish(client, channel, 'one', 'two');
    const since = { epoch: 'never-was', offset: 1 };
    const subscribed = await client.ok({ subscribe: { channel, since, rewind: 1 } });
    expect(subscribed).toMatchObject({ recovered: false, offset: 2 });
    expect(textsOf(subscribed['messages'])).toEqual(['two']);
    await client.close();
  });

  it('is refused what nobody allowed, and lives on', async () => {
    const { client } = await connect('ann');
    const reply = await client.request({ publish: { channel: 'machine:host', data: 1 } });
    expect(reply).toMatchObject({ error: { code: 'permission_denied', retry: false } });
    expect(await client.request({ dance: {} })).toMatchObject({ error: { code: 'bad_request' } });
    await client.close();
  });

  it('ends when the token is refused', async () => {
    const client = await RawClient.open(server.socketUrl);
    const reply = await client.request({ connect: { token: 'not.a.token' } });
    expect(reply).toMatchObject({ error: { code: 'token_invalid' } });
    expect(await client.closed).toEqual({ code: 4501, reason: 'token_invalid' });
  });

  it('ends when a message is not a request', async () => {
    const { client } = await connect('ann');
    client.send('not json');
    expect(await client.closed).toEqual({ code: 4500, reason: 'bad_frame' });
  });
});

describe.concurrent('the life of a token', () => {
  const short = (user: string) => server.token({ user, caps: everything, ttl: '10s' });

  it('ends the connection when it expires', async () => {
    const { client } = await RawClient.connect(server.socketUrl, await short('ann'));
    expect(await client.closed).toEqual({ code: 4002, reason: 'token_expired' });
  });

  it('is prolonged by a refresh for the same user only', async () => {
    const channel = newChannel();
    const subscribe = [{ channel }];
    const { client, reply } = await RawClient.connect(
      server.socketUrl,
      await short('ann'),
      subscribe,
    );
    const stranger = await server.devToken('ben', 'Ben');
    const refused = await client.request({ refresh: { token: stranger } });
    expect(refused).toMatchObject({ error: { code: 'token_invalid' } });
    const { expires } = await client.ok({
      refresh: { token: await server.devToken('ann', 'Ann') },
    });
    expect(expires).toBeGreaterThan(reply['expires'] as number);

    const { client: witness } = await RawClient.connect(server.socketUrl, await short('cy'));
    await witness.closed; // a token as old as the first one of ann is dead now
    await server.publish(channel, { text: 'still here' });
    expect(await client.push('message')).toMatchObject({ data: { text: 'still here' } });
    await client.close();
  });
});

describe('a quiet connection', () => {
  it('is pinged, hears the heartbeat beside it, and stays', async () => {
    if (quiet.pings === 0) await quiet.heartbeat(40_000);
    expect(quiet.pings).toBeGreaterThan(0);
    expect(await quiet.ok({ presence: { channel: newChannel() } })).toMatchObject({ count: 0 });
    await quiet.close();
  });
});
