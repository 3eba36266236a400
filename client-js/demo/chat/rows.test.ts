import { describe, expect, it } from 'vitest';
import { layOut } from './rows.js';
import type { Entry } from './timeline.js';

const noon = new Date(2026, 4, 20, 12, 0, 0).getTime();
const minute = 60_000;
const read = { first: undefined, count: 0 };

function entry(key: string, user: string, at: number, era = 0): Entry {
  return {
    key,
    user,
    name: user,
    text: key,
    at,
    offset: 1,
    era,
    delivery: 'sent',
    error: undefined,
  };
}

function shape(entries: Entry[], unread: { first: string | undefined; count: number } = read) {
  return layOut(entries, unread, noon).map((row) => {
    if (row.kind !== 'message') return row.kind;
    return `${row.first ? '[' : ''}${row.key}${row.last ? ']' : ''}`;
  });
}

describe('the layout of messages', () => {
  it('groups what one author says within five minutes', () => {
    const rows = shape([
      entry('a', 'ann', noon - 9 * minute),
      entry('b', 'ann', noon - 8 * minute),
      entry('c', 'ben', noon - 7 * minute),
      entry('d', 'ann', noon - 6 * minute),
      entry('e', 'ann', noon),
    ]);
    expect(rows).toEqual(['day', '[a', 'b]', '[c]', '[d]', '[e]']);
  });

  it('begins each day with its name', () => {
    const rows = layOut(
      [entry('a', 'ann', noon - 24 * 60 * minute), entry('b', 'ann', noon)],
      read,
      noon,
    );
    expect(rows.map((r) => (r.kind === 'day' ? r.label : r.kind))).toEqual([
      'Yesterday',
      'message',
      'Today',
      'message',
    ]);
  });

  it('puts the divider in front of the first unread message and splits the group there', () => {
    const entries = ['a', 'b', 'c'].map((key) => entry(key, 'ann', noon));
    expect(shape(entries, { first: 'b', count: 2 })).toEqual(['day', '[a]', 'unread', '[b', 'c]']);
  });

  it('shows where continuity was lost', () => {
    expect(shape([entry('a', 'ann', noon), entry('b', 'ann', noon, 1)])).toEqual([
      'day',
      '[a]',
      'gap',
      '[b]',
    ]);
  });
});
