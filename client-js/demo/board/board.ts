import {
  type Channel,
  type Member,
  type Message,
  presence,
  type Tidewire,
  TidewireError,
} from 'tidewire';
import type { Identity } from '../shared/identity.js';
import { Cursors, readSign, type Sign, signInterval } from './cursors.js';
import { type Change, type Note, Notes, readChange } from './notes.js';

/** The channels of this page, and what their messages hold. */
export type BoardChannels = {
  [board: `board:${string}`]: Change;
  [signs: `typing:${string}`]: Sign;
};

/** As many changes as the server keeps of a board. */
const rewind = 1_000;

/**
 * A shared board. Changes go over a channel with history: each is kept until it has happened, also
 * over a lost connection, and all pages see them in one order. Pointers go over a channel without
 * history, as volatile messages: what cannot be sent now is of no use later.
 */
export class Board {
  readonly notes = new Notes();
  readonly cursors = new Cursors();
  problem: string | undefined;
  readonly #identity: Identity;
  readonly #changes: Channel<Change>;
  readonly #signs: Channel<Sign>;
  readonly #changed: () => void;
  readonly #tab = randomId();
  #pointer = { x: 0, y: 0 };
  #drag: Sign['drag'];
  #due: ReturnType<typeof setTimeout> | undefined;
  #lastSign = 0;

  constructor(
    client: Tidewire<BoardChannels>,
    identity: Identity,
    name: string,
    changed: () => void,
  ) {
    this.#identity = identity;
    this.#changed = changed;
    this.#changes = client.channel(`board:${name}`, { rewind, presence });
    this.#signs = client.channel(`typing:board-${name}`);
    this.#changes.on('gap', () => this.notes.clear()); // what is kept comes anew
    this.#changes.on('presence', changed);
    this.#changes.on('left', ({ user }) => this.cursors.left(user));
    this.#changes.on('error', (error) => this.#say(error));
    this.#changes.on('message', ({ data }) => this.#apply(data));
    this.#signs.on('error', () => {}); // a board without pointers is still a board
    this.#signs.on('message', (message) => this.#onSign(message));
  }

  get members(): Iterable<Member> {
    return this.#changes.presence.values();
  }

  add(note: Omit<Note, 'id'>): string {
    const id = randomId();
    this.#publish({ key: randomId(), id, note });
    return id;
  }

  change(id: string, part: Partial<Note>): void {
    const known = this.notes.get(id);
    if (!known) return;
    const { id: _, ...note } = { ...known, ...part };
    this.#publish({ key: randomId(), id, note });
  }

  remove(id: string): void {
    this.#publish({ key: randomId(), id, note: null });
  }

  /** The reader points there. */
  point(x: number, y: number): void {
    this.#pointer = { x, y };
    this.#sign();
  }

  /** The reader drags a note, or has let go of it. */
  drag(drag: Sign['drag']): void {
    this.#drag = drag;
    if (drag) this.#sign();
  }

  #publish(change: Change): void {
    this.notes.expect(change);
    this.problem = undefined;
    this.#changed();
    this.#changes.publish(change, { key: change.key }).catch((error: unknown) => {
      this.notes.drop(change);
      this.#say(error);
    });
  }

  /** At most one sign in 40 ms, and always the newest. */
  #sign(): void {
    if (this.#due !== undefined) return;
    const wait = Math.max(0, this.#lastSign + signInterval - performance.now());
    this.#due = setTimeout(() => {
      this.#due = undefined;
      this.#lastSign = performance.now();
      const { name } = this.#identity;
      const sign = {
        tab: this.#tab,
        name,
        ...this.#pointer,
        ...(this.#drag && { drag: this.#drag }),
      };
      this.#signs.publish(sign, { volatile: true }).catch(() => {}); // not allowed: see above
    }, wait);
  }

  #apply(data: unknown): void {
    const change = readChange(data);
    if (!change) return;
    this.notes.apply(change);
    this.cursors.dropped(change.id);
    this.#changed();
  }

  #onSign({ user, data }: Message<unknown>): void {
    const sign = readSign(data);
    if (user === undefined || !sign || sign.tab === this.#tab) return;
    this.cursors.heard(user, sign, Date.now());
    this.#changed();
  }

  #say(error: unknown): void {
    const known = error instanceof TidewireError;
    if (known && error.code === 'closed') return;
    this.problem = `The board could not be changed: ${known ? error.message : String(error)}`;
    this.#changed();
  }
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
