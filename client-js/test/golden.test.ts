import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  decode,
  encode,
  encodePublish,
  readConnected,
  readHistory,
  readPresence,
  readPublished,
  readRefreshed,
  readSubscribed,
  withId,
} from '../src/codec.js';
import { TidewireError } from '../src/error.js';
import type { Fields } from '../src/frames.js';

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
  'client.unsubscribe.json': withId(7, encode({ unsubscribe: { channel: 'chat:2' } })),
};

const alice = { session: 's-a', user: 'alice', info: { name: 'Alice' } };
const bob = { session: 's-b', user: 'bob' };
const x = {
  channel: 'chat:2',
  offset: 7,
  data: 'x',
  user: 'bob',
  at: 1767222000000,
  replayed: true,
};

/** File name to what this client reads from it. */
const READ: Record<string, (text: string) => { actual: unknown; expected: unknown }> = {
  'server.connected.json': reply(1, readConnected, {
    session: 's-9',
    user: 'alice',
    expires: 1767225600,
    heartbeat: 25000,
    node: 'n-1',
    subscribed: [],
  }),
  'server.connected-resumed.json': reply(1, readConnected, {
    session: 's-9',
    user: 'al"ice',
    expires: 1767225600,
    heartbeat: 25000,
    node: 'n-1',
    subscribed: [
      {
        channel: 'chat:1',
        result: {
          channel: 'chat:1',
          position: { epoch: 'f3', offset: 43 },
          recovered: true,
          messages: [
            {
              channel: 'chat:1',
              offset: 42,
              data: { text: 'a' },
              user: 'bob',
              at: 1767222000001,
              replayed: true,
            },
            { channel: 'chat:1', offset: 43, data: 2, at: 1767222000002, replayed: true },
          ],
          members: undefined,
        },
      },
      {
        channel: 'chat:9',
        result: new TidewireError(
          'permission_denied',
          'The token does not allow "subscribe" on chat:9.',
        ),
      },
    ],
  }),
  'server.subscribed.json': reply(2, readSubscribed, {
    channel: 'chat:2',
    position: { epoch: 'a1', offset: 7 },
    recovered: undefined,
    messages: [x],
    members: [alice, bob],
  }),
  'server.subscribed-lost.json': reply(2, readSubscribed, {
    channel: 'chat:2',
    position: { epoch: 'b7', offset: 90 },
    recovered: false,
    messages: [],
    members: undefined,
  }),
  'server.subscribed-plain.json': reply(2, readSubscribed, {
    channel: 'typing:2',
    position: undefined,
    recovered: undefined,
    messages: [],
    members: undefined,
  }),
  'server.published.json': reply(3, readPublished, { epoch: 'a1', offset: 8 }),
  'server.published-plain.json': reply(3, readPublished, null),
  'server.history.json': reply(4, readHistory, { messages: [x], more: true }),
  'server.presence.json': reply(5, readPresence, { members: [alice], count: 1, more: false }),
  'server.refreshed.json': reply(6, readRefreshed, 1767229200),
  'server.unsubscribed-reply.json': reply(7, (ok) => ok, {}),
  'server.error.json': push({
    type: 'error',
    id: 9,
    error: new TidewireError('permission_denied', 'The token does not allow "publish" on chat:2.'),
  }),
  'server.message.json': push({
    type: 'message',
    channel: 'chat:2',
    message: {
      channel: 'chat:2',
      offset: 8,
      data: { text: 'hi' },
      user: 'alice',
      at: 1767222000123,
      replayed: false,
    },
  }),
  'server.message-plain.json': push({
    type: 'message',
    channel: 'typing:2',
    message: { channel: 'typing:2', data: true, at: 1767222000123, replayed: false },
  }),
  'server.joined.json': push({ type: 'joined', channel: 'chat:2', members: [bob] }),
  'server.left.json': push({ type: 'left', channel: 'chat:2', members: [bob] }),
  'server.unsubscribed.json': push({
    type: 'unsubscribed',
    channel: 'chat:2',
    code: 'permission_denied',
  }),
  'server.gap.json': push({
    type: 'gap',
    channel: 'chat:2',
    position: { epoch: 'b7', offset: 90 },
  }),
  'server.draining.json': push({ type: 'draining', reconnectIn: 1400 }),
  'server.heartbeat.json': push({ type: 'heartbeat' }),
};

function push(expected: unknown) {
  return (text: string) => ({ actual: decode(text), expected });
}

function reply(id: number, read: (ok: Fields) => unknown, expected: unknown) {
  return (text: string) => {
    const frame = decode(text);
    if (frame?.type !== 'ok') return { actual: frame, expected: 'a reply' };
    return { actual: { id: frame.id, ok: read(frame.ok) }, expected: { id, ok: expected } };
  };
}

describe('golden frames', () => {
  it('covers every frame', () => {
    const covered = [...Object.keys(WRITTEN), ...Object.keys(READ)].sort();

    expect(covered).toEqual(readdirSync(FRAMES).sort());
  });

  it.each(Object.entries(WRITTEN))('writes %s, members in the same order', (file, frame) => {
    expect(frame).toBe(JSON.stringify(JSON.parse(golden(file))));
  });

  it.each(Object.entries(READ))('reads %s', (file, look) => {
    const { actual, expected } = look(golden(file));

    expect(actual).toStrictEqual(expected);
  });
});
