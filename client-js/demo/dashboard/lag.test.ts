import { describe, expect, it } from 'vitest';
import { Lag } from './lag.js';

describe('the lag', () => {
  it('is unknown until the first message', () => {
    expect(new Lag().age(5)).toBeUndefined();
  });

  it('grows while nothing comes', () => {
    const lag = new Lag();
    lag.heard(1_000, 1_010, true);
    expect(lag.age(1_010)).toBe(0);
    expect(lag.age(4_010)).toBe(3_000);
  });

  it('does not take a difference of clocks for a delay', () => {
    const lag = new Lag();
    lag.heard(100_000, 5_000, true);
    lag.heard(101_000, 6_080, true);
    expect(lag.age(6_080)).toBe(80);
    expect(lag.serverTime(6_080)).toBe(101_080);
  });

  it('corrects itself when the history came before the first live message', () => {
    const lag = new Lag();
    lag.heard(1_000, 61_000, false);
    lag.heard(2_000, 61_000, false);
    lag.heard(61_500, 61_505, true);
    expect(lag.age(61_505)).toBe(0);
  });
});
