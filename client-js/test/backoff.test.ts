import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBackoff } from '../src/backoff.js';

describe('a backoff', () => {
  it('spreads over the whole range of each step', () => {
    const range = (random: number): number[] => {
      const backoff = createBackoff({
        backoff: { min: 500, max: 3000, stableAfter: 0 },
        random: () => random,
      });
      return [1, 2, 3, 4, 5].map(() => backoff.next());
    };

    expect(range(0)).toEqual([0, 500, 500, 500, 500]);
    expect(range(1)).toEqual([500, 1000, 2000, 3000, 3000]);
  });

  it('begins anew after a reset', () => {
    const backoff = createBackoff({
      backoff: { min: 500, max: 3000, stableAfter: 0 },
      random: () => 1,
    });
    backoff.next();
    backoff.next();
    backoff.reset();

    expect(backoff.next()).toBe(500);
  });

  it('stays below its maximum for ever', () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 2000 }), (value, steps) => {
        const backoff = createBackoff({
          backoff: { min: 500, max: 20_000, stableAfter: 0 },
          random: () => value,
        });
        for (let step = 0; step < steps; step++) expect(backoff.next()).toBeLessThanOrEqual(20_000);
      }),
      { numRuns: 20 },
    );
  });
});
