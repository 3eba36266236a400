import { describe, expect, it } from 'vitest';
import {
  bytes,
  compact,
  count,
  dayKey,
  dayLabel,
  delay,
  duration,
  nameList,
  percent,
  relativeTime,
} from './format.js';

const noon = new Date(2026, 4, 20, 12, 0, 0).getTime();
const hour = 3_600_000;

describe('times', () => {
  it('goes from words to minutes to the clock', () => {
    expect(relativeTime(noon - 44_000, noon)).toBe('just now');
    expect(relativeTime(noon - 46_000, noon)).toBe('1 min ago');
    expect(relativeTime(noon - 12 * 60_000, noon)).toBe('12 min ago');
    expect(relativeTime(noon - 2 * hour, noon)).toMatch(/10[:.]00/);
  });

  it('says just now for a sender whose clock is ahead', () => {
    expect(relativeTime(noon + 5_000, noon)).toBe('just now');
  });

  it('names the day', () => {
    expect(dayLabel(noon - 11 * hour, noon)).toBe('Today');
    expect(dayLabel(noon - 13 * hour, noon)).toBe('Yesterday');
    expect(dayLabel(noon - 3 * 24 * hour, noon)).toContain('Sunday');
    expect(dayLabel(noon - 30 * 24 * hour, noon)).toContain('2026');
  });

  it('tells two days apart across midnight', () => {
    expect(dayKey(noon + 11 * hour)).toBe(dayKey(noon));
    expect(dayKey(noon + 13 * hour)).not.toBe(dayKey(noon));
  });
});

describe('numbers', () => {
  it('keeps three significant digits of bytes and never shows 1000', () => {
    expect([0, 999, 999.6, 1536, 10_240, 123_456, 999_600].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 kB',
      '1.54 kB',
      '10.2 kB',
      '123 kB',
      '1.00 MB',
    ]);
    expect(bytes(-5)).toBe('0 B');
  });

  it('shortens counts, shares, durations and delays', () => {
    expect([0.25, 7, 980, 12_400, 250_000, 3_100_000].map(compact)).toEqual([
      '0.3',
      '7',
      '980',
      '12.4k',
      '250k',
      '3.1M',
    ]);
    expect(percent(0.416)).toBe('42 %');
    expect([45, 720, 12_000, 450_000].map(duration)).toEqual([
      '45 s',
      '12 min',
      '3 h 20 min',
      '5 days',
    ]);
    expect([12.4, 3_400].map(delay)).toEqual(['12 ms', '3.4 s']);
  });
});

describe('lists', () => {
  it('joins names and counts the rest', () => {
    expect(nameList([])).toBe('');
    expect(nameList(['Ann'])).toBe('Ann');
    expect(nameList(['Ann', 'Ben'])).toBe('Ann and Ben');
    expect(nameList(['Ann', 'Ben', 'Cy'])).toBe('Ann, Ben and 1 other');
    expect(nameList(['Ann', 'Ben', 'Cy', 'Di'])).toBe('Ann, Ben and 2 others');
  });

  it('uses the singular for one', () => {
    expect(count(1, 'message')).toBe('1 message');
    expect(count(0, 'message')).toBe('0 messages');
  });
});
