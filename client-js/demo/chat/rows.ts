import { dayKey, dayLabel } from '../shared/format.js';
import type { Entry } from './timeline.js';

/** One line of the message list, ready to be drawn. */
export type Row =
  | { readonly kind: 'day'; readonly key: string; readonly label: string }
  | { readonly kind: 'unread'; readonly key: string; readonly count: number }
  | { readonly kind: 'gap'; readonly key: string }
  | {
      readonly kind: 'message';
      readonly key: string;
      readonly entry: Entry;
      /** The first of a group shows the author, the last one the time. */
      readonly first: boolean;
      readonly last: boolean;
    };

type Unread = { readonly first: string | undefined; readonly count: number };

const groupSpan = 5 * 60_000;

/** Lays out messages: days, the unread divider, losses of continuity, and groups by author. */
export function layOut(entries: readonly Entry[], unread: Unread, now: number): Row[] {
  const rows: Row[] = [];
  let previous: Entry | undefined;
  for (const [index, entry] of entries.entries()) {
    const breaks = breaksBefore(entry, previous, unread, now);
    rows.push(...breaks);
    const next = entries[index + 1];
    const endsGroup =
      !next || breaksBefore(next, entry, unread, now).length > 0 || !sameGroup(entry, next);
    const first = !previous || breaks.length > 0 || !sameGroup(previous, entry);
    rows.push({ kind: 'message', key: entry.key, entry, first, last: endsGroup });
    previous = entry;
  }
  return rows;
}

function breaksBefore(entry: Entry, previous: Entry | undefined, unread: Unread, now: number) {
  const rows: Row[] = [];
  if (previous && previous.era !== entry.era) rows.push({ kind: 'gap', key: `gap ${entry.era}` });
  const day = dayKey(entry.at);
  if (!previous || dayKey(previous.at) !== day) {
    rows.push({ kind: 'day', key: `day ${day} ${entry.key}`, label: dayLabel(entry.at, now) });
  }
  if (entry.key === unread.first) rows.push({ kind: 'unread', key: 'unread', count: unread.count });
  return rows;
}

function sameGroup(a: Entry, b: Entry): boolean {
  return a.user === b.user && a.name === b.name && Math.abs(b.at - a.at) < groupSpan;
}
