import { type Channel, TidewireError } from 'tidewire';

/** Told once for each message: it is in the history, or it never will be. */
export type Settled = (id: string, delivery: 'sent' | 'failed', error?: string) => void;

type Publisher = Pick<Channel, 'publish'>;

/** So often a refusal that may pass is tried again, at first after one second, then two and four. */
const retries = 3;

/**
 * Brings the reader's texts to one channel. The client keeps them while there is no connection; the
 * id is the idempotency key, so that trying again is safe.
 */
export class Sender {
  readonly #channel: Publisher;
  readonly #author: string;
  readonly #settled: Settled;
  readonly #later: (run: () => void, ms: number) => void;
  readonly #texts = new Map<string, string>();

  constructor(
    channel: Publisher,
    author: string,
    settled: Settled,
    later: (run: () => void, ms: number) => void = setTimeout,
  ) {
    this.#channel = channel;
    this.#author = author;
    this.#settled = settled;
    this.#later = later;
  }

  /** Sends a text, at once or as soon as there is a connection. Returns its id. */
  send(text: string): string {
    const id = randomId();
    this.#texts.set(id, text);
    void this.#publish(id, retries);
    return id;
  }

  /** Sends a text that failed once more, under the same id. */
  retry(id: string): void {
    void this.#publish(id, retries);
  }

  /** Forgets a text that failed. */
  discard(id: string): void {
    this.#texts.delete(id);
  }

  async #publish(id: string, left: number): Promise<void> {
    const text = this.#texts.get(id) ?? '';
    try {
      await this.#channel.publish({ id, name: this.#author, text }, { key: id });
      this.#texts.delete(id);
      this.#settled(id, 'sent');
    } catch (error) {
      if (left > 0 && error instanceof TidewireError && error.retry) {
        this.#later(() => void this.#publish(id, left - 1), 1_000 * 2 ** (retries - left));
      } else this.#settled(id, 'failed', reasonOf(error));
    }
  }
}

/** What an error says to people. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Unlike `crypto.randomUUID` this works on a page that came over plain HTTP as well. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
