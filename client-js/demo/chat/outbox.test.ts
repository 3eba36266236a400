import { beforeEach, describe, expect, it } from 'vitest';
import { Outbox, type Outcome } from './outbox.js';

type Pending = { id: string; answer: (outcome: Outcome, error?: string) => Promise<void> };

let published: Pending[];
let settled: string[];
let timers: { run: () => void; ms: number }[];
let outbox: Outbox;

beforeEach(() => {
  published = [];
  settled = [];
  timers = [];
  outbox = new Outbox({
    publish: (id) =>
      new Promise((resolve) => {
        published.push({
          id,
          answer: async (outcome, error) => {
            resolve(error === undefined ? { outcome } : { outcome, error });
            await Promise.resolve();
            await Promise.resolve();
          },
        });
      }),
    settled: (id, outcome, error) => settled.push([id, outcome, error].filter(Boolean).join(' ')),
    later: (run, ms) => timers.push({ run, ms }),
  });
});

const take = () => published.shift() as Pending;

describe('messages on their way', () => {
  it('wait for the connection and leave in the order of writing', () => {
    outbox.put('a');
    outbox.put('b');
    expect(published).toEqual([]);
    outbox.open = true;
    expect(published.map((p) => p.id)).toEqual(['a', 'b']);
  });

  it('are settled once, whether sent or refused', async () => {
    outbox.open = true;
    outbox.put('a');
    outbox.put('b');
    await take().answer('sent');
    await take().answer('refused', 'too_large');
    expect(settled).toEqual(['a sent', 'b refused too_large']);
    expect(outbox.size).toBe(0);
  });

  it('stay when the connection goes away under them, and go out with the next one', async () => {
    outbox.open = true;
    outbox.put('a');
    outbox.open = false;
    await take().answer('wait');
    expect([settled, timers]).toEqual([[], []]);
    outbox.open = true;
    await take().answer('sent');
    expect(settled).toEqual(['a sent']);
  });

  it('are tried again with growing pauses while the server refuses for now, then fail', async () => {
    outbox.open = true;
    outbox.put('a');
    const pauses: number[] = [];
    for (let attempt = 1; attempt < 5; attempt++) {
      await take().answer('wait', 'unavailable');
      const timer = timers.shift();
      pauses.push(timer?.ms ?? 0);
      timer?.run();
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000]);
    await take().answer('wait', 'unavailable');
    expect(settled).toEqual(['a refused unavailable']);
  });

  it('are never in flight twice', () => {
    outbox.open = true;
    outbox.put('a');
    outbox.open = true;
    outbox.put('b');
    expect(published.map((p) => p.id)).toEqual(['a', 'b']);
  });
});
