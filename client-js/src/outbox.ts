import { whenAborted } from './emitter.js';
import { type ClientCode, isLost, passing, TidewireError } from './error.js';
import type { Fields } from './frames.js';
import type { Settings } from './options.js';
import type { Requests } from './requests.js';
import { createTimer } from './timer.js';

/** The id that a request gets when it is sent adds no more bytes: `"id":9007199254740991,`. */
const ID = 22;

/** How a request waits. */
export type Terms = {
  /** After how many milliseconds it is too old to be sent. Default: as old as a publish may be. */
  readonly age?: number;
  /** The error's code when it is too old. Default `outbox_expired`. */
  readonly tooLate?: ClientCode;
  readonly signal?: AbortSignal | undefined;
  /** Now or never: is neither kept for a connection nor sent a second time. */
  readonly volatile?: boolean | undefined;
};

/** A request that waits: for a connection, or for its reply. */
type Entry = {
  /** Sends it, unless it was sent on this connection already. */
  send(): void;
  /** It is over, also for any reason that is no error of ours. */
  settle(error?: unknown, ok?: Fields): void;
};

/**
 * The requests that outlive a connection, in the order in which they were made: those that wait
 * for one, and those that wait for their reply and will be sent again, as they are, on the next.
 *
 * Two nodes agree on no order. So there is no connection for what is new while requests wait for
 * their replies on one that has been handed over.
 */
export type Outbox = {
  /**
   * Resolves with the reply, or with nothing when a volatile request was dropped. Rejects with a
   * TidewireError, or with the reason of the aborted signal.
   */
  add(request: string, terms: Terms): Promise<Fields>;
  /** There is a connection: sends what was not sent on it yet, oldest first. */
  flush(): void;
  /** Nothing will be sent any more. */
  close(error: TidewireError): void;
};

/**
 * Bounded in number, bytes and age. `requests` tells where requests go now; undefined while there
 * is no connection.
 */
export function createOutbox(
  { clock, outbox: limits }: Settings,
  requests: () => Requests | undefined,
): Outbox {
  const entries = new Set<Entry>();
  let sum = 0;
  let closed: TidewireError | undefined;
  /** Those that wait for their reply, all of them on the same connection. */
  const flying = new Set<Entry>();
  let over: Requests | undefined;

  const open = () => (flying.size && over !== requests() ? undefined : requests());

  function refusal(bytes: number): TidewireError | undefined {
    if (closed) return closed;
    if (entries.size >= limits.messages) {
      return passing('outbox_full', `${limits.messages} wait.`);
    }
    const free = limits.bytes - sum;
    if (bytes <= free) return undefined;
    return tooMuch('outbox_bytes', bytes, free, bytes <= limits.bytes);
  }

  function createEntry(request: string, bytes: number, terms: Terms, done: Entry['settle']): Entry {
    const { age = limits.age, tooLate = 'outbox_expired', volatile } = terms;
    const end = clock.now() + age;
    /** Runs until it is too old to be sent. */
    const timer = createTimer(clock);

    function send(): void {
      if (flying.has(entry)) return;
      const way = open();
      if (!timer.running() || end <= clock.now())
        settle(passing(tooLate, `No connection in ${age} ms.`));
      // the server would end the connection over it, and the client with that
      else if (way && bytes + ID > way.largest()) {
        settle(tooMuch('too_large', bytes, way.largest()));
      } else if (way) {
        over = way;
        flying.add(entry);
        way.send(request, (error, ok) => {
          flying.delete(entry);
          (!volatile && isLost(error)) || settle(error, ok);
          // the last one has all that was lost sent again, in its old order
          flying.size || flush();
        });
      }
    }

    function settle(error?: unknown, ok?: Fields): void {
      if (!entries.delete(entry)) return;
      sum -= bytes;
      timer.stop();
      done(error, ok);
    }

    const entry: Entry = { send, settle };
    timer.start(age, send);
    entries.add(entry);
    sum += bytes;
    return entry;
  }

  function flush(): void {
    for (const entry of entries) entry.send();
  }

  return {
    add: (request, terms) =>
      new Promise((resolve, reject) => {
        const { signal, volatile } = terms;
        signal?.throwIfAborted();
        const bytes = new TextEncoder().encode(request).length;
        const error = refusal(bytes);
        if (volatile && !closed && (error || open()?.congested() !== false)) return resolve({});
        if (error) throw error;
        const { settle } = createEntry(request, bytes, terms, (error, ok = {}) => {
          forgetSignal();
          const dropped = volatile && (error as TidewireError | null)?.retry;
          if (error === undefined || dropped) resolve(ok);
          else reject(error);
        });
        const forgetSignal = whenAborted(signal, () => settle(signal?.reason));
        flush();
      }),
    flush,
    close(error) {
      closed = error;
      for (const { settle } of entries) settle(error);
    },
  };
}

function tooMuch(code: string, bytes: number, free: number, retry = false): TidewireError {
  return new TidewireError(code, `${bytes} > ${free} bytes.`, { retry });
}
