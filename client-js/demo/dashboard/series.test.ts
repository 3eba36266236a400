import { beforeEach, describe, expect, it } from 'vitest';
import { Series } from './series.js';

let series: Series;

beforeEach(() => {
  series = new Series(60_000);
});

describe('a time series', () => {
  it('gives aligned columns in seconds, with null for what is missing', () => {
    series.add(1_000, { cpu: 0.1, load: 1 });
    series.add(2_000, { cpu: 0.2 });
    expect(series.columns(['cpu', 'load'], 0, 9_000)).toEqual([
      [1, 2],
      [0.1, 0.2],
      [1, null],
    ]);
  });

  it('draws a pause as a gap, not as a line', () => {
    series.add(1_000, { cpu: 0.1 });
    series.add(9_000, { cpu: 0.2 });
    expect(series.columns(['cpu'], 0, 9_000)).toEqual([
      [1, 1.001, 9],
      [0.1, null, 0.2],
    ]);
    expect(series.size).toBe(2);
  });

  it('leaves out a copy and what comes too late', () => {
    series.add(2_000, { cpu: 0.1 });
    series.add(2_000, { cpu: 0.9 });
    series.add(1_000, { cpu: 0.9 });
    expect(series.columns(['cpu'], 0, 9_000)).toEqual([[2], [0.1]]);
  });

  it('forgets what is older than its span', () => {
    for (let at = 1_000; at <= 100_000; at += 1_000) series.add(at, { cpu: 0 });
    expect(series.size).toBe(61);
    expect(series.columns(['cpu'], 0, 100_000)[0][0]).toBe(40);
  });

  it('sums up a window, and nothing outside of it', () => {
    for (const [at, load] of [
      [1_000, 9],
      [2_000, 1],
      [3_000, 4],
      [4_000, 4],
      [5_000, 9],
    ] as const) {
      series.add(at, { load });
    }
    expect(series.summary('load', 1_500, 4_500)).toEqual({ last: 4, min: 1, max: 4, mean: 3 });
    expect(series.summary('cpu', 0, 9_000)).toBeUndefined();
    expect(series.summary('load', 6_000, 9_000)).toBeUndefined();
  });

  it('knows its newest values', () => {
    expect(series.lastValues).toEqual({});
    series.add(1_000, { cpu: 0.3 });
    expect(series.lastValues).toEqual({ cpu: 0.3 });
  });
});
