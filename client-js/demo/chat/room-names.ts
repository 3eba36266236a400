import { slug } from '../shared/identity.js';

export type RoomInfo = { readonly name: string; readonly topic: string };

/** The rooms that everybody sees. */
export const standingRooms: readonly RoomInfo[] = [
  { name: 'lobby', topic: 'Where everybody arrives' },
  { name: 'random', topic: 'Anything that fits nowhere else' },
  { name: 'engineering', topic: 'How it is built' },
];

const storageKey = 'tidewire.rooms';
const maxRemembered = 12;

/** The room that an address names: its hash, else its `?room=`, else the lobby. */
export function roomOf(url: URL): string {
  const hash = safeDecode(url.hash.slice(1));
  return slug(hash || (url.searchParams.get('room') ?? ''), 'lobby');
}

/** Standing rooms and those that this browser has opened before. */
export function listRooms(stored: string | null, current: string): RoomInfo[] {
  const names = [...remembered(stored), current];
  const own = [...new Set(names)].filter((name) => !isStanding(name));
  return [...standingRooms, ...own.map((name) => ({ name, topic: 'A room of your own making' }))];
}

export function rememberRoom(storage: Storage, name: string): void {
  if (isStanding(name)) return;
  const names = [...new Set([...remembered(storage.getItem(storageKey)), name])];
  storage.setItem(storageKey, JSON.stringify(names.slice(-maxRemembered)));
}

export function storedRooms(storage: Storage): string | null {
  return storage.getItem(storageKey);
}

function remembered(stored: string | null): string[] {
  if (stored === null) return [];
  try {
    const value: unknown = JSON.parse(stored);
    if (!Array.isArray(value)) return [];
    return value.flatMap((name) => (typeof name === 'string' ? [slug(name, 'lobby')] : []));
  } catch {
    return []; // Somebody else's data under our key: as if nothing were remembered.
  }
}

function isStanding(name: string): boolean {
  return standingRooms.some((room) => room.name === name);
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A stray percent sign; the slug drops it.
  }
}
