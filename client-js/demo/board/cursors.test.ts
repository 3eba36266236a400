import { describe, expect, it } from 'vitest';
import { Cursors, readSign } from './cursors.js';

const sign = { tab: 't1', name: 'Ann', x: 0.1, y: 0.2 };

describe('the cursors', () => {
  it('follow the last sign of each tab', () => {
    const cursors = new Cursors();
    cursors.heard('ann', sign, 0);
    cursors.heard('ann', { ...sign, tab: 't2' }, 0);
    cursors.heard('ann', { ...sign, x: 0.9 }, 1);

    expect(cursors.all(1).map(({ tab, x }) => [tab, x])).toEqual([
      ['t1', 0.9],
      ['t2', 0.1],
    ]);
  });

  it('go with their person, and when they rest for long', () => {
    const cursors = new Cursors();
    cursors.heard('ann', sign, 0);
    cursors.heard('ben', { ...sign, tab: 't2' }, 5_000);
    cursors.heard('cy', { ...sign, tab: 't3' }, 5_000);
    cursors.left('cy');

    expect(cursors.all(12_001).map(({ user }) => user)).toEqual(['ben']);
  });

  it('carry a note until it is dropped', () => {
    const cursors = new Cursors();
    cursors.heard('ann', { ...sign, drag: { id: 'n', x: 0.3, y: 0.4 } }, 0);
    expect(cursors.dragged('n', 1)).toMatchObject({ x: 0.3, y: 0.4 });
    cursors.dropped('n');

    expect(cursors.dragged('n', 2)).toBeUndefined();
    expect(cursors.all(2)).toHaveLength(1);
  });
});

describe('a sign from the wire', () => {
  it.each([null, 'x', { tab: 't' }, { ...sign, x: '1' }])('is none: %j', (data) => {
    expect(readSign(data)).toBeUndefined();
  });

  it('keeps what it can read', () => {
    expect(readSign({ ...sign, y: 3, drag: { id: 7 } })).toEqual({ ...sign, y: 1 });
  });
});
