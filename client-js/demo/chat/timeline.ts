import type { Message } from 'tidewire';
import { readContent } from './content.js';

export type Delivery = 'sending' | 'sent' | 'failed';

/** One message as the page shows it. */
export type Entry = {
  /** Stays the same from the first optimistic drawing to the confirmed message. */
  readonly key: string;
  /** `undefined` for a message of a back end. */
  readonly user: string | undefined;
  readonly name: string;
  readonly text: string;
  readonly at: number;
  /** Missing until the server has placed the message. */
  readonly offset: number | undefined;
  /** Counts the losses of continuity; offsets compare only inside one era. */
  readonly era: number;
  readonly delivery: Delivery;
  readonly error: string | undefined;
};

export type Received = 'added' | 'confirmed' | 'known';

/** A room that is never left may grow to so many messages; the oldest can be had again. */
const maxPlaced = 2_000;

/**
 * The messages of one room: what the server has placed, oldest first and without a hole, and
 * behind it what this page has written and the server has not confirmed.
 */
export class Timeline {
  readonly #self: string;
  #placed: Entry[] = [];
  #pending: Entry[] = [];
  readonly #keys = new Set<string>();
  #era = 0;
  /** The last offset received in this era, whether it was worth an entry or not. */
  #newest: number | undefined;
  /** Whether the server may hold messages older than the first one here. */
  more = true;

  constructor(self: string) {
    this.#self = self;
  }

  get entries(): readonly Entry[] {
    return [...this.#placed, ...this.#pending];
  }

  /** The newest message that the server has placed. */
  get latest(): Entry | undefined {
    return this.#placed.at(-1);
  }

  /** The offset to page back from. */
  get oldest(): number | undefined {
    return this.#placed[0]?.offset;
  }

  receive(message: Message): Received {
    const entry = this.#read(message);
    if (isHole(this.#newest, entry.offset)) this.#forget();
    this.#newest = entry.offset;
    if (this.#keys.has(entry.key)) return this.#confirm(entry);
    this.#keys.add(entry.key);
    this.#placed.push(entry);
    if (this.#placed.length > maxPlaced) this.#dropOldest();
    return 'added';
  }

  /** Takes in a page of history that ends right before the oldest entry. */
  prepend(messages: readonly Message[], more: boolean): void {
    const era = this.#placed[0]?.era ?? this.#era;
    const fresh = messages.map((m) => ({ ...this.#read(m), era })).filter((e) => this.#claim(e));
    this.#placed = [...fresh, ...this.#placed];
    this.more = more;
  }

  /** Drops what the server has placed; it can be had again from the history. */
  clear(): void {
    this.#forget();
  }

  /** Starts over with the newest page of history; what is not confirmed yet stays. */
  replace(messages: readonly Message[], more: boolean): void {
    this.#forget();
    for (const message of messages) this.receive(message);
    this.more = more;
  }

  /** Continuity was lost here: whatever comes next cannot be compared with what came before. */
  breakOff(): void {
    this.#era++;
    this.#newest = undefined;
    this.more = false;
  }

  /** Shows a message of this page's own before the server has it. */
  compose(id: string, name: string, text: string, at: number): void {
    const key = keyOf(this.#self, id);
    this.#keys.add(key);
    this.#pending.push({
      key,
      user: this.#self,
      name,
      text,
      at,
      offset: undefined,
      era: this.#era,
      delivery: 'sending',
      error: undefined,
    });
  }

  /** Changes what is known of an unconfirmed message's fate. */
  settle(id: string, delivery: Delivery, error?: string): void {
    const key = keyOf(this.#self, id);
    this.#pending = this.#pending.map((e) => (e.key === key ? { ...e, delivery, error } : e));
  }

  /** Drops an unconfirmed message. */
  discard(id: string): void {
    const key = keyOf(this.#self, id);
    this.#pending = this.#pending.filter((e) => e.key !== key);
    this.#keys.delete(key);
  }

  /** The id under which this page's own entry was written. */
  idOf(entry: Entry): string {
    return entry.key.slice(keyOf(this.#self, '').length);
  }

  #confirm(entry: Entry): Received {
    const index = this.#pending.findIndex((e) => e.key === entry.key);
    if (index < 0) return 'known';
    this.#pending.splice(index, 1);
    this.#placed.push(entry);
    return 'confirmed';
  }

  #claim(entry: Entry): boolean {
    if (this.#keys.has(entry.key)) return false;
    this.#keys.add(entry.key);
    return true;
  }

  #forget(): void {
    for (const entry of this.#placed) this.#keys.delete(entry.key);
    this.#placed = [];
    this.#newest = undefined;
    this.more = true;
  }

  #dropOldest(): void {
    for (const { key } of this.#placed.splice(0, maxPlaced / 4)) this.#keys.delete(key);
    this.more = true;
  }

  #read(message: Message): Entry {
    const { id, name, text } = readContent(message);
    return {
      key: id === undefined ? `#${this.#era}/${message.offset}` : keyOf(message.user ?? '', id),
      user: message.user,
      name,
      text,
      at: message.at,
      offset: message.offset,
      era: this.#era,
      delivery: 'sent',
      error: undefined,
    };
  }
}

/** The user is part of the key: nobody can pass for the copy of somebody else's message. */
function keyOf(user: string, id: string): string {
  return `${user}/${id}`;
}

function isHole(last: number | undefined, next: number | undefined): boolean {
  return last !== undefined && next !== undefined && next > last + 1;
}
