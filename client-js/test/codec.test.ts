import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode } from '../src/codec.js';
import { presence } from '../src/index.js';
import { Bench } from './support/bench.js';
import { settled } from './support/virtual-clock.js';

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
  it.each(['{"news":{"channel":"chat:1"}}', '{}', '[]'])('makes nothing of %s', (text) => {
    expect(decode(text)).toBeUndefined();
  });

  it('ignores members that it does not know', () => {
    expect(decode('{"new":1,"gap":{"channel":"chat:1","new":1}}')).toMatchObject({
      type: 'gap',
      body: { channel: 'chat:1' },
    });
  });
});

describe('a client', () => {
  it.each([
    'not JSON',
    'null',
    '7',
    '{"id":1}',
    '{"joined":{"channel":"chat:2"}}',
    '{"joined":{"channel":"chat:2","members":[null]}}',
  ])('tries another connection when the server says %s', async (text) => {
    const bench = new Bench();
    bench.client.channel('chat:2', { presence }).on('message', () => {});
    await bench.connect();

    bench.socket.receive(text);

    expect(bench.state).toMatchObject({ name: 'waiting', reason: 'bad_frame' });
    expect(bench.socket.closedWith).toBe(1000);
  });

  it('survives frames of every wrong shape', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:2', { presence });
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
        await settled();

        expect(['connected', 'waiting', 'connecting']).toContain(bench.state.name);
        if (bench.state.name === 'waiting') await bench.reconnect();
        expect(bench.state.name).toBe('connected');
      }),
    );

    expect(offsets.every((type) => type === 'number' || type === 'undefined')).toBe(true);
  });
});
