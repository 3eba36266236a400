import { withId } from './codec.js';
import { clientError, type TidewireError } from './error.js';
import type { Fields, Reply } from './frames.js';
import { type Clock, Timer } from './timer.js';

/** Called once, and synchronously: the next frame may rest on what the reply says. */
export type Answer = (result: Fields | TidewireError) => void;

type Pending = { readonly answer: Answer; readonly timer: Timer };

/** The requests of one connection that wait for their reply. */
export class Requests {
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #transmit: (frame: string) => void;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(clock: Clock, timeout: number, transmit: (frame: string) => void) {
    this.#clock = clock;
    this.#timeout = timeout;
    this.#transmit = transmit;
  }

  /** Sends an encoded request. The returned function forgets it: its reply will be ignored. */
  send(request: string, answer: Answer): () => void {
    const id = ++this.#lastId;
    const timer = new Timer(this.#clock);
    this.#pending.set(id, { answer, timer });
    timer.start(this.#timeout, () => {
      const message = `No reply came within ${this.#timeout} ms.`;
      this.#settle(id, clientError('timeout', message, { retry: true }));
    });
    this.#transmit(withId(id, request));
    return () => this.#take(id);
  }

  received(reply: Reply): void {
    this.#settle(reply.id, reply.type === 'ok' ? reply.ok : reply.error);
  }

  /** The connection is gone: answers everything with `connection_lost`. */
  lost(): void {
    for (const id of [...this.#pending.keys()]) {
      const message = 'The connection ended before the reply came.';
      this.#settle(id, clientError('connection_lost', message, { retry: true }));
    }
  }

  #settle(id: number, result: Fields | TidewireError): void {
    this.#take(id)?.answer(result);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    pending?.timer.stop();
    this.#pending.delete(id);
    return pending;
  }
}
