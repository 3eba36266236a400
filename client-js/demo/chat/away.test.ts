import { beforeEach, describe, expect, it } from 'vitest';
import { Away } from './away.js';

let away: Away;

beforeEach(() => {
  away = new Away();
});

describe('what came while the reader was away', () => {
  it('counts nothing while the reader is here, nor the history of the first join', () => {
    away.added('a', true);
    away.added('b', false);
    expect([away.first, away.count]).toEqual([undefined, 0]);
  });

  it('counts what is replayed after an interruption, and nothing that is live', () => {
    away.interrupt();
    away.added('a', true);
    away.added('b', true);
    away.added('c', false);
    expect([away.first, away.count]).toEqual(['a', 2]);
  });

  it('counts what comes while the tab is hidden', () => {
    away.hidden = true;
    away.added('a', false);
    away.hidden = false;
    away.added('b', false);
    expect([away.first, away.count]).toEqual(['a', 1]);
  });

  it('keeps one count over several failed attempts to come back', () => {
    away.interrupt();
    away.interrupt();
    away.added('a', true);
    away.added('b', true);
    expect(away.count).toBe(2);
  });

  it('begins a new count with the next absence, not before something came', () => {
    away.hidden = true;
    away.added('a', false);
    away.hidden = false;
    away.hidden = true;
    expect(away.first).toBe('a');
    away.added('b', false);
    expect([away.first, away.count]).toEqual(['b', 1]);
  });

  it('goes when the reader has taken notice', () => {
    away.hidden = true;
    away.added('a', false);
    away.clear();
    expect([away.first, away.count]).toEqual([undefined, 0]);
  });
});
