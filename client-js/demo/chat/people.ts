import type { Member } from 'tidewire';
import { readName } from './content.js';

/** One person in a room, however many tabs they have open. */
export type Person = { readonly user: string; readonly name: string; readonly tabs: number };

/** The people behind the sessions: the reader first, the others by name. */
export function peopleOf(members: Iterable<Member>, self: string): Person[] {
  const people = new Map<string, Person>();
  for (const { user, info } of members) {
    const tabs = (people.get(user)?.tabs ?? 0) + 1;
    people.set(user, { user, name: readName(info) ?? user, tabs });
  }
  return [...people.values()].sort((a, b) => {
    if ((a.user === self) !== (b.user === self)) return a.user === self ? -1 : 1;
    return a.name.localeCompare(b.name) || a.user.localeCompare(b.user);
  });
}

/** A hue from 0 to 359 that always belongs to this user. */
export function hueOf(user: string): number {
  let hash = 2166136261; // FNV-1a, and a last stir so that names of one ending differ as well
  for (const char of user) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) % 360;
}

/** One or two letters for an avatar. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return (
    letters
      .map((word) => [...(word ?? '')][0] ?? '')
      .join('')
      .toUpperCase() || '?'
  );
}
