import { type Channel, type Tidewire, TidewireError } from 'tidewire';
import { Outbox, type Outcome } from './outbox.js';

/** Told once for each message: it is in the history, or it never will be. */
export type Settled = (id: string, delivery: 'sent' | 'failed', error?: string) => void;

/** Brings the reader's texts to one channel, across lost connections. */
export class Sender {
  readonly #client: Tidewire;
  readonly #channel: Channel;
  readonly #author: string;
  readonly #texts = new Map<string, string>();
  readonly #outbox: Outbox;

  constructor(client: Tidewire, channel: Channel, author: string, settled: Settled) {
    this.#client = client;
    this.#channel = channel;
    this.#author = author;
    this.#outbox = new Outbox({
      publish: (id) => this.#publish(id),
      settled: (id, outcome, error) => {
        if (outcome === 'sent') this.#texts.delete(id);
        settled(id, outcome === 'sent' ? 'sent' : 'failed', error);
      },
      later: (run, ms) => setTimeout(run, ms),
    });
    client.on('state', () => this.#follow());
    this.#follow();
  }

  /** Sends a text, at once or as soon as there is a connection. Returns its id. */
  send(text: string): string {
    const id = randomId();
    this.#texts.set(id, text);
    this.#outbox.put(id);
    return id;
  }

  /** Sends a text that failed once more, under the same id. */
  retry(id: string): void {
    this.#outbox.put(id);
  }

  /** Forgets a text that failed. */
  discard(id: string): void {
    this.#texts.delete(id);
  }

  #follow(): void {
    this.#outbox.open = this.#client.state.name === 'connected';
  }

  async #publish(id: string): Promise<{ outcome: Outcome; error?: string }> {
    try {
      const text = this.#texts.get(id) ?? '';
      await this.#channel.publish({ id, name: this.#author, text }, { key: id });
      return { outcome: 'sent' };
    } catch (error) {
      const passes = this.#client.state.name !== 'connected' || isPassing(error);
      return { outcome: passes ? 'wait' : 'refused', error: reasonOf(error) };
    }
  }
}

/** What an error says to people. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isPassing(error: unknown): boolean {
  return error instanceof TidewireError && error.retry;
}

/** Unlike `crypto.randomUUID` this works on a page that came over plain HTTP as well. */
function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
