import { whenAborted } from './emitter.js';
import { type ClientCode, clientError, isLost, passing, TidewireError } from './error.js';
import type { Fields } from './frames.js';
import type { Settings } from './options.js';
import type { Answer, Requests } from './requests.js';
import { createTimer, type Timer } from './timer.js';

/** The id that a request gets when it is sent adds no more bytes: `"id":9007199254740991,`. */
const ID = 22;

/** How a request waits. */
export type Terms = {
  /** After how many milliseconds it is too old to be sent, and the error's code when it is. */
  readonly age: number;
  readonly expired: ClientCode;
  readonly signal?: AbortSignal | undefined;
  /** Now or never: is neither kept for a connection nor sent a second time. */
  readonly volatile?: boolean | undefined;
};

type Entry = {
  readonly request: string;
  readonly bytes: number;
  readonly terms: Terms;
  readonly addedAt: number;
  /** Runs while it waits for a connection. */
  readonly timer: Timer;
  /** Set while it waits for its reply. */
  forget: (() => void) | undefined;
  readonly settle: Answer;
};

/**
 * The requests that outlive a connection, in the order in which they were made: those that wait
 * for one, and those that wait for their reply and will be sent again, as they are, on the next.
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

  function refusal(bytes: number): TidewireError | undefined {
    if (entries.size >= limits.messages) {
      return passing('outbox_full', `${limits.messages} requests wait already.`);
    }
    if (sum + bytes <= limits.bytes) return undefined;
    const message = `${bytes} bytes more than ${sum} are over ${limits.bytes}.`;
    return clientError('outbox_bytes', message, { retry: bytes <= limits.bytes });
  }

  function flush(): void {
    for (const entry of entries) {
      const way = requests();
      if (!way) return;
      if (entry.forget) continue;
      if (left(entry) <= 0) expire(entry);
      else send(entry, way);
    }
  }

  function send(entry: Entry, way: Requests): void {
    const { bytes, request, terms, timer, settle } = entry;
    // the server would end the connection over it, and the client with that
    if (bytes + ID > way.largest) return settle(tooLarge(bytes, way.largest), {});
    timer.stop();
    entry.forget = way.send(request, (error, ok) => {
      entry.forget = undefined;
      if (!isLost(error) || terms.volatile) return settle(error, ok);
      wait(entry);
      flush(); // when the lost connection was one that had handed over to another
    });
  }

  function wait(entry: Entry): void {
    entry.timer.start(left(entry), () => expire(entry));
  }

  function left({ addedAt, terms }: Entry): number {
    return addedAt + terms.age - clock.now();
  }

  function expire({ terms, settle }: Entry): void {
    settle(passing(terms.expired, `No connection came within ${terms.age} ms.`), {});
  }

  function remove(entry: Entry): void {
    if (!entries.delete(entry)) return;
    sum -= entry.bytes;
    entry.timer.stop();
    entry.forget?.();
  }

  return {
    add: (request, terms) =>
      new Promise((resolve, reject) => {
        const { signal, volatile } = terms;
        signal?.throwIfAborted();
        if (closed) throw closed;
        const bytes = new TextEncoder().encode(request).length;
        const refused = refusal(bytes);
        if (volatile && (refused || (requests()?.congested ?? true))) return resolve({});
        if (refused) throw refused;
        const entry: Entry = {
          request,
          bytes,
          terms,
          addedAt: clock.now(),
          timer: createTimer(clock),
          forget: undefined,
          settle: (error, ok) => {
            remove(entry);
            forgetSignal();
            if (error && !(volatile && error.retry)) reject(error);
            else resolve(ok);
          },
        };
        const forgetSignal = whenAborted(signal, () => {
          remove(entry);
          reject(signal?.reason);
        });
        entries.add(entry);
        sum += bytes;
        if (requests()) flush();
        else wait(entry);
      }),
    flush,
    close(error) {
      closed = error;
      for (const { settle } of entries) settle(error, {});
    },
  };
}

function tooLarge(bytes: number, largest: number): TidewireError {
  return new TidewireError('too_large', `${bytes} bytes are more than the server's ${largest}.`);
}
