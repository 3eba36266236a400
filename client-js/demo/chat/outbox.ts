/** What became of an attempt to publish. `wait`: not now, but the same request may succeed later. */
export type Outcome = 'sent' | 'wait' | 'refused';

type Letter = { readonly id: string; attempts: number; busy: boolean };

type Options = {
  /** Publishes the letter with this id; never rejects. */
  readonly publish: (id: string) => Promise<{ outcome: Outcome; error?: string }>;
  readonly settled: (id: string, outcome: 'sent' | 'refused', error?: string) => void;
  /** Calls back after so many milliseconds. */
  readonly later: (run: () => void, ms: number) => void;
};

const maxAttempts = 5;

/**
 * Messages on their way to the server, in the order of writing. While there is no connection they
 * wait; a failure that may pass is tried again, at first after one second, then two, four and eight.
 * Publishing is safe to repeat, because the id is the idempotency key.
 */
export class Outbox {
  readonly #options: Options;
  #letters: Letter[] = [];
  #open = false;

  constructor(options: Options) {
    this.#options = options;
  }

  get size(): number {
    return this.#letters.length;
  }

  /** Whether there is a connection. Opening sends everything that waits. */
  set open(open: boolean) {
    this.#open = open;
    if (!open) return;
    for (const letter of this.#letters) letter.attempts = 0;
    this.#flush();
  }

  put(id: string): void {
    this.#letters.push({ id, attempts: 0, busy: false });
    this.#flush();
  }

  #flush(): void {
    if (!this.#open) return;
    for (const letter of this.#letters) {
      if (!letter.busy) void this.#send(letter);
    }
  }

  async #send(letter: Letter): Promise<void> {
    letter.busy = true;
    letter.attempts++;
    const { outcome, error } = await this.#options.publish(letter.id);
    letter.busy = false;
    if (outcome === 'wait' && !this.#open) return;
    if (outcome === 'wait' && letter.attempts < maxAttempts) {
      this.#options.later(() => this.#flush(), 500 * 2 ** letter.attempts);
      return;
    }
    this.#letters = this.#letters.filter((l) => l !== letter);
    this.#options.settled(letter.id, outcome === 'sent' ? 'sent' : 'refused', error);
  }
}
