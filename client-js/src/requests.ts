import { withId } from './codec.js';
import { passing, type TidewireError } from './error.js';
import type { Fields, Reply } from './frames.js';
import { type Clock, Timer } from './timer.js';

/** Called once, and never within `send`: the next frame may rest on what the reply says. */
export type Answer = (result: Fields | TidewireError) => void;

type Pending = { readonly answer: Answer; readonly timer: Timer };

/** Where frames go. */
export type Outlet = {
  send(frame: string): void;
  /** Bytes that wait to be sent. */
  readonly backlog: number;
};

/** A socket that holds so many bytes back is slow: what may be dropped is dropped. */
const CONGESTED = 65_536;

/** The requests of one connection that wait for their reply. */
export class Requests {
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #outlet: () => Outlet | undefined;
  readonly #pending = new Map<number, Pending>();
  /** How many bytes the server takes in one message. */
  largest: number = Number.POSITIVE_INFINITY;
  #lastId = 0;
  #settled: (() => void) | undefined;

  constructor(clock: Clock, timeout: number, outlet: () => Outlet | undefined) {
    this.#clock = clock;
    this.#timeout = timeout;
    this.#outlet = outlet;
  }

  congested(): boolean {
    return (this.#outlet()?.backlog ?? 0) > CONGESTED;
  }

  /** Sends an encoded request. The returned function forgets it: its reply will be ignored. */
  send(request: string, answer: Answer): () => void {
    const id = ++this.#lastId;
    const timer = new Timer(this.#clock);
    this.#pending.set(id, { answer, timer });
    timer.start(this.#timeout, () =>
      this.#settle(id, passing('timeout', `No reply came within ${this.#timeout} ms.`)),
    );
    this.#outlet()?.send(withId(id, request));
    return () => this.#take(id);
  }

  received(reply: Reply): void {
    this.#settle(reply.id, reply.type === 'ok' ? reply.ok : reply.error);
  }

  /** The connection is gone: answers everything with `connection_lost`. */
  lost(): void {
    for (const id of [...this.#pending.keys()]) {
      this.#settle(id, passing('connection_lost', 'The connection ended without a reply.'));
    }
  }

  /** Calls back once nothing waits for a reply. */
  whenSettled(callback: () => void): void {
    this.#settled = callback;
    if (this.#pending.size === 0) callback();
  }

  #settle(id: number, result: Fields | TidewireError): void {
    this.#take(id)?.answer(result);
  }

  #take(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    pending?.timer.stop();
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#settled?.();
    return pending;
  }
}
