import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../src/codec.js';
import { Bench } from './support/bench.js';

const FRAMES = new URL('../../docs/protocol/frames/', import.meta.url);
const golden = readdirSync(FRAMES)
  .filter((file) => file.startsWith('server.'))
  .map((file): unknown => JSON.parse(readFileSync(new URL(file, FRAMES), 'utf8')));

/** The same tree with the node at `target`, counted in depth-first order, replaced or removed. */
function damage(tree: unknown, target: number, instead: unknown): unknown {
  let count = 0;
  const visit = (node: unknown): unknown => {
    if (count++ === target) return instead;
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, visit(value)]));
  };
  return visit(tree);
}

const damaged = fc
  .tuple(fc.constantFrom(...golden), fc.nat(30), fc.oneof(fc.jsonValue(), fc.constant(undefined)))
  .map(([frame, target, instead]) => damage(frame, target, instead));

describe('the decoder', () => {
  it.each([
    '',
    'null',
    '[]',
    '7',
    '{"id":1}garbage',
    '{"news":{"channel":"chat:1"}}',
    '{"message":{"channel":"chat:1","offset":1,"at":1}}',
    '{"message":{"channel":"chat:1","offset":-1,"data":1,"at":1}}',
    '{"message":{"channel":"chat:1","offset":1.5,"data":1,"at":1}}',
    '{"message":{"channel":"chat:1","offset":1,"data":1,"at":1,"user":7}}',
    '{"message":{"offset":1,"data":1,"at":1}}',
    '{"joined":{"channel":"chat:1","members":[{"session":"s"}]}}',
    '{"gap":{"channel":"chat:1","epoch":"e"}}',
    '{"draining":{"reconnectIn":"soon"}}',
    '{"unsubscribed":{"channel":"chat:1"}}',
    '{"id":"1","ok":{}}',
  ])('understands nothing in %s', (text) => {
    expect(decode(text)).toBeUndefined();
  });

  it('settles a request whose reply has no sense', () => {
    expect(decode('{"id":4,"ok":[]}')).toMatchObject({
      type: 'error',
      id: 4,
      error: { code: 'bad_reply' },
    });
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void decode(text)));
    fc.assert(fc.property(damaged, (frame) => void decode(JSON.stringify(frame) ?? '')));
  });
});

describe('a client', () => {
  it('survives frames of every wrong shape', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:2', { presence: true });
    const offsets: unknown[] = [];
    channel.on('error', () => {});
    channel.on('message', ({ offset }) => offsets.push(typeof offset));

    await fc.assert(
      fc.asyncProperty(damaged, async (frame) => {
        bench.client.disconnect();
        bench.client.connect();
        const connect = await bench.open();
        bench.reply(connect, {
          ...bench.connected(),
          subscribed: [{ channel: 'chat:2', epoch: 'a1', offset: 7, recovered: true }],
        });
        bench.socket.receive(JSON.stringify(frame) ?? '');
        for (const [session, { user }] of channel.members) {
          expect([typeof session, typeof user]).toEqual(['string', 'string']);
        }
      }),
    );

    expect(offsets.every((type) => type === 'number' || type === 'undefined')).toBe(true);
    expect(bench.state.name).toBe('connected');
  });
});
