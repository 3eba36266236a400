import { member } from '../shared/json.js';

/** A note on the board. Places are parts of the board's width and height, from 0 to 1. */
export type Note = {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly hue: number;
};

/** One change, as it is published: the whole note, or that it is gone. */
export type Change = {
  /** Tells one's own changes from those of others when they come back. */
  readonly key: string;
  readonly id: string;
  readonly note: Omit<Note, 'id'> | null;
};

export const maxText = 280;

/**
 * The notes of a board: those that the channel's history makes, and over them what this page has
 * changed and not yet heard back. The order of the channel decides, so that all pages agree.
 */
export class Notes {
  readonly #confirmed = new Map<string, Note>();
  readonly #pending = new Map<string, Change>();

  /** A change came back from the channel, one's own or another's. */
  apply(change: Change): void {
    const { id, key, note } = change;
    this.#confirmed.delete(id); // so that the note changed last lies on top
    if (note) this.#confirmed.set(id, { id, ...note });
    if (this.#pending.get(id)?.key === key) this.#pending.delete(id);
  }

  /** The page has changed a note, and has published that. */
  expect(change: Change): void {
    this.#pending.set(change.id, change);
  }

  /** The change was refused. */
  drop({ id, key }: Change): void {
    if (this.#pending.get(id)?.key === key) this.#pending.delete(id);
  }

  /** What the server forgot is gone; what the page has changed still waits. */
  clear(): void {
    this.#confirmed.clear();
  }

  get(id: string): Note | undefined {
    return this.all.find((note) => note.id === id);
  }

  /** How many changes have not been heard back. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** In the order in which they lie on each other. */
  get all(): Note[] {
    const notes = new Map(this.#confirmed);
    for (const [id, { note }] of this.#pending) {
      notes.delete(id);
      if (note) notes.set(id, { id, ...note });
    }
    return [...notes.values()];
  }
}

/** A place for a new note: of some taken at random, the one that is farthest from all notes. */
export function freePlace(notes: readonly Note[], random: () => number): { x: number; y: number } {
  const candidates = Array.from({ length: 12 }, () => ({ x: random(), y: random() }));
  const room = ({ x, y }: { x: number; y: number }) =>
    Math.min(2, ...notes.map((note) => Math.hypot(note.x - x, note.y - y)));
  return candidates.reduce((best, next) => (room(next) > room(best) ? next : best));
}

/** A change from the wire; undefined for what is none. */
export function readChange(data: unknown): Change | undefined {
  const [key, id, note] = [member(data, 'key'), member(data, 'id'), member(data, 'note')];
  if (typeof key !== 'string' || typeof id !== 'string') return undefined;
  if (note === null) return { key, id, note };
  const [x, y, text, hue] = [
    member(note, 'x'),
    member(note, 'y'),
    member(note, 'text'),
    member(note, 'hue'),
  ];
  if (typeof text !== 'string' || !isNumber(hue) || !isNumber(x) || !isNumber(y)) return undefined;
  return { key, id, note: { x: within(x), y: within(y), text: text.slice(0, maxText), hue } };
}

/** Keeps a place on the board. */
export function within(part: number): number {
  return Math.min(1, Math.max(0, part));
}

function isNumber(value: unknown): value is number {
  return Number.isFinite(value);
}
