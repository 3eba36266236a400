import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decode, encode, encodePublish, withId } from '../src/codec.js';
import { TidewireError } from '../src/error.js';

const FRAMES = new URL('../../docs/protocol/frames/', import.meta.url);

function golden(file: string): string {
  return readFileSync(new URL(file, FRAMES), 'utf8').trim();
}

const since1 = { channel: 'chat:1', since: { epoch: 'f3', offset: 41 } };
const since2 = { channel: 'chat:2', since: { epoch: 'a1', offset: 7 } };

/** File name to the frame that this client writes for it. */
const WRITTEN: Record<string, string> = {
  'client.connect-bearer.json': withId(1, encode({ connect: {} })),
  'client.connect.json': withId(1, encode({ connect: { token: 't.o.k' } })),
  'client.connect-resume.json': withId(
    1,
    encode({
      connect: {
        token: 't.o.k',
        subscribe: [since1, { channel: 'chat:2', rewind: 20, presence: true }],
      },
    }),
  ),
  'client.subscribe.json': withId(2, encode({ subscribe: { channel: 'chat:2' } })),
  'client.subscribe-since.json': withId(
    2,
    encode({ subscribe: { ...since2, rewind: 20, presence: true } }),
  ),
  'client.publish.json': withId(3, encodePublish('chat:2', { text: 'hi ☂' }, 'k-1')),
  'client.publish-keyless.json': withId(3, encodePublish('chat:2', [1, 2500, null], undefined)),
  'client.history.json': withId(
    4,
    encode({ history: { channel: 'chat:2', limit: 50, before: 8 } }),
  ),
  'client.history-newest.json': withId(4, encode({ history: { channel: 'chat:2' } })),
  'client.presence.json': withId(
    5,
    encode({ presence: { channel: 'chat:2', limit: 100, after: 's-9' } }),
  ),
  'client.presence-first.json': withId(5, encode({ presence: { channel: 'chat:2' } })),
  'client.refresh.json': withId(6, encode({ refresh: { token: 't.o.k' } })),
  'client.ping.json': withId(8, encode({ ping: {} })),
  'client.unsubscribe.json': withId(7, encode({ unsubscribe: { channel: 'chat:2' } })),
};

const alice = { session: 's-a', user: 'alice', info: { name: 'Alice' } };
const bob = { session: 's-b', user: 'bob' };
const x = { offset: 7, data: 'x', user: 'bob', at: 1767222000000 };

/** File name to what this client reads from it. */
const READ: Record<string, unknown> = {
  'server.connected.json': reply(1, {
    session: 's-9',
    user: 'alice',
    expires: 1767225600,
    heartbeat: 25000,
    maxMessage: 65536,
    node: 'n-1',
    subscribed: [],
  }),
  'server.connected-resumed.json': reply(1, {
    session: 's-9',
    user: 'al"ice',
    expires: 1767225600,
    heartbeat: 25000,
    maxMessage: 65536,
    node: 'n-1',
    subscribed: [
      {
        channel: 'chat:1',
        epoch: 'f3',
        offset: 43,
        recovered: true,
        messages: [
          { offset: 42, data: { text: 'a' }, user: 'bob', at: 1767222000001 },
          { offset: 43, data: 2, at: 1767222000002 },
        ],
      },
      {
        channel: 'chat:9',
        error: {
          code: 'permission_denied',
          message: 'The token does not allow "subscribe" on chat:9.',
          retry: false,
        },
      },
    ],
  }),
  'server.subscribed.json': reply(2, {
    channel: 'chat:2',
    epoch: 'a1',
    offset: 7,
    messages: [x],
    members: [alice, bob],
    count: 2,
  }),
  'server.subscribed-lost.json': reply(2, {
    channel: 'chat:2',
    epoch: 'b7',
    offset: 90,
    recovered: false,
    messages: [],
  }),
  'server.subscribed-plain.json': reply(2, { channel: 'typing:2' }),
  'server.published.json': reply(3, { epoch: 'a1', offset: 8 }),
  'server.published-plain.json': reply(3, {}),
  'server.history.json': reply(4, {
    channel: 'chat:2',
    epoch: 'a1',
    offset: 8,
    messages: [x],
    more: true,
  }),
  'server.presence.json': reply(5, { channel: 'chat:2', members: [alice], count: 1, more: false }),
  'server.refreshed.json': reply(6, { expires: 1767229200 }),
  'server.unsubscribed-reply.json': reply(7, {}),
  'server.ping-reply.json': reply(8, {}),
  'server.error.json': {
    type: 'reply',
    ok: undefined,
    id: 9,
    error: new TidewireError('permission_denied', 'The token does not allow "publish" on chat:2.'),
  },
  'server.message.json': {
    type: 'message',
    body: {
      channel: 'chat:2',
      offset: 8,
      data: { text: 'hi' },
      user: 'alice',
      at: 1767222000123,
    },
  },
  'server.message-plain.json': {
    type: 'message',
    body: {
      channel: 'typing:2',
      data: true,
      at: 1767222000123,
    },
  },
  'server.joined.json': { type: 'joined', body: { channel: 'chat:2', members: [bob] } },
  'server.left.json': { type: 'left', body: { channel: 'chat:2', members: [bob] } },
  'server.unsubscribed.json': {
    type: 'unsubscribed',
    body: {
      channel: 'chat:2',
      code: 'permission_denied',
    },
  },
  'server.gap.json': { type: 'gap', body: { channel: 'chat:2', epoch: 'b7', offset: 90 } },
  'server.draining.json': { type: 'draining', body: { reconnectIn: 1400 } },
  'server.heartbeat.json': undefined,
};

function reply(id: number, ok: object) {
  return { type: 'reply', id, ok, error: undefined };
}

describe('golden frames', () => {
  it('covers every frame', () => {
    const covered = [...Object.keys(WRITTEN), ...Object.keys(READ)].sort();

    expect(covered).toEqual(readdirSync(FRAMES).sort());
  });

  it.each(Object.entries(WRITTEN))('writes %s, members in the same order', (file, frame) => {
    expect(frame).toBe(JSON.stringify(JSON.parse(golden(file))));
  });

  it.each(Object.entries(READ))('reads %s', (file, expected) => {
    expect(decode(golden(file))).toStrictEqual(expected);
  });
});
