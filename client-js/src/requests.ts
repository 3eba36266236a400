import { withId } from './codec.js';
import { passing, type TidewireError } from './error.js';
import type { Fields, Reply } from './frames.js';
import type { WebSocketLike } from './socket.js';
import { type Clock, createTimer, type Timer } from './timer.js';

/** Called once, and never within `send`: the next frame may rest on what the reply says. */
export type Answer = (error?: TidewireError, ok?: Fields) => void;

/** The requests of one connection that wait for their reply. */
export type Requests = {
  /** How many bytes the server takes in one message. */
  largest(): number;
  /** The socket holds so much back that what may be dropped should be dropped. */
  congested(): boolean;
  /** Sends an encoded request. The returned function forgets it: its reply will be ignored. */
  send(request: string, answer: Answer): () => void;
  received(reply: Reply): void;
  /** The connection is gone: answers everything with `connection_lost`. */
  abandon(): void;
  /** Calls back once nothing waits for a reply. */
  whenSettled(callback: () => void): void;
};

/** A socket that holds so many bytes back is slow. */
const CONGESTED = 65_536;

/** `socket` is asked for each request, and may have none. */
export function createRequests(
  clock: Clock,
  timeout: number,
  socket: () => WebSocketLike | undefined,
): Requests {
  const pending = new Map<number, { readonly answer: Answer; readonly timer: Timer }>();
  let largest = Number.POSITIVE_INFINITY;
  let lastId = 0;
  let settled: (() => void) | undefined;

  function take(id: number): Answer | undefined {
    const taken = pending.get(id);
    taken?.timer.stop();
    pending.delete(id);
    if (!pending.size) settled?.();
    return taken?.answer;
  }

  return {
    largest: () => largest,
    congested: () => Number(socket()?.bufferedAmount) > CONGESTED,
    send(request, answer) {
      const id = ++lastId;
      const timer = createTimer(clock);
      pending.set(id, { answer, timer });
      timer.start(timeout, () => take(id)?.(passing('timeout', `No reply in ${timeout} ms.`)));
      socket()?.send(withId(id, request));
      return () => take(id);
    },
    received({ id, error, ok }) {
      largest = ok?.maxMessage ?? largest;
      take(id)?.(error, ok);
    },
    abandon() {
      for (const id of pending.keys()) {
        take(id)?.(passing('connection_lost', 'The connection ended.'));
      }
    },
    whenSettled(callback) {
      settled = callback;
      if (!pending.size) callback();
    },
  };
}
