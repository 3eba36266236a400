import { member } from '../shared/json.js';
import { within } from './notes.js';

/** Where somebody points, and what they drag. Published as volatile: the next one replaces it. */
export type Sign = {
  /** One person may have several tabs. */
  readonly tab: string;
  readonly name: string;
  readonly x: number;
  readonly y: number;
  readonly drag?: { readonly id: string; readonly x: number; readonly y: number };
};

export type Cursor = Sign & { readonly user: string; readonly at: number };

/** A cursor that has not moved for so long is taken away. */
const lifetime = 12_000;
/** Signs are sent at most so often. */
export const signInterval = 40;

/** The pointers of the others. */
export class Cursors {
  readonly #cursors = new Map<string, Cursor>();

  heard(user: string, sign: Sign, now: number): void {
    this.#cursors.set(sign.tab, { ...sign, user, at: now });
  }

  left(user: string): void {
    for (const [tab, cursor] of this.#cursors) if (cursor.user === user) this.#cursors.delete(tab);
  }

  all(now: number): Cursor[] {
    for (const [tab, { at }] of this.#cursors) if (now - at > lifetime) this.#cursors.delete(tab);
    return [...this.#cursors.values()];
  }

  /** Where somebody drags a note at the moment. */
  dragged(id: string, now: number): { readonly x: number; readonly y: number } | undefined {
    return this.all(now).find(({ drag }) => drag?.id === id)?.drag;
  }

  /** The note was dropped where the channel says. */
  dropped(id: string): void {
    for (const [tab, { drag, ...cursor }] of this.#cursors) {
      if (drag?.id === id) this.#cursors.set(tab, cursor);
    }
  }
}

/** A sign from the wire; undefined for what is none. */
export function readSign(data: unknown): Sign | undefined {
  const [tab, name, at, drag] = [
    member(data, 'tab'),
    member(data, 'name'),
    readPlace(data),
    member(data, 'drag'),
  ];
  if (typeof tab !== 'string' || typeof name !== 'string' || !at) return undefined;
  const [id, place] = [member(drag, 'id'), readPlace(drag)];
  const sign = { tab, name: name.slice(0, 40), ...at };
  return typeof id === 'string' && place ? { ...sign, drag: { id, ...place } } : sign;
}

function readPlace(data: unknown): { readonly x: number; readonly y: number } | undefined {
  const [x, y] = [member(data, 'x'), member(data, 'y')];
  if (typeof x !== 'number' || typeof y !== 'number') return undefined;
  return { x: within(x), y: within(y) };
}
