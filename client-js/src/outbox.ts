import { whenAborted } from './emitter.js';
import { type ClientCode, clientError, isLost, passing, TidewireError } from './error.js';
import type { Fields } from './frames.js';
import type { Settings } from './options.js';
import type { Requests } from './requests.js';
import { Timer } from './timer.js';

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
  readonly settle: (result: Fields | TidewireError | undefined) => void;
};

/**
 * The requests that outlive a connection, in the order in which they were made: those that wait
 * for one, and those that wait for their reply and will be sent again, as they are, on the next.
 * Bounded in number, bytes and age.
 */
export class Outbox {
  readonly #settings: Settings;
  readonly #requests: () => Requests | undefined;
  readonly #entries = new Set<Entry>();
  #bytes = 0;
  #closed: TidewireError | undefined;

  /** `requests` tells where requests go now; undefined while there is no connection. */
  constructor(settings: Settings, requests: () => Requests | undefined) {
    this.#settings = settings;
    this.#requests = requests;
  }

  /**
   * Resolves with the reply, or with undefined when a volatile request was dropped. Rejects with a
   * TidewireError, or with the reason of the aborted signal.
   */
  add(request: string, terms: Terms): Promise<Fields | undefined> {
    return new Promise((resolve, reject) => {
      const { signal, volatile } = terms;
      signal?.throwIfAborted();
      if (this.#closed) throw this.#closed;
      if (volatile && (this.#requests()?.congested() ?? true)) return resolve(undefined);
      const bytes = new TextEncoder().encode(request).length;
      const refusal = this.#refusal(bytes);
      if (refusal && !volatile) throw refusal;
      if (refusal) return resolve(undefined);
      const entry: Entry = {
        request,
        bytes,
        terms,
        addedAt: this.#settings.clock.now(),
        timer: new Timer(this.#settings.clock),
        forget: undefined,
        settle: (result) => {
          this.#remove(entry);
          forgetSignal();
          if (!(result instanceof TidewireError)) resolve(result);
          else if (volatile && result.retry) resolve(undefined);
          else reject(result);
        },
      };
      const forgetSignal = whenAborted(signal, () => {
        this.#remove(entry);
        reject(signal?.reason);
      });
      this.#entries.add(entry);
      this.#bytes += bytes;
      if (this.#requests()) this.flush();
      else this.#wait(entry);
    });
  }

  /** There is a connection: sends what was not sent on it yet, oldest first. */
  flush(): void {
    for (const entry of this.#entries) {
      const requests = this.#requests();
      if (!requests) return;
      if (entry.forget) continue;
      if (this.#left(entry) <= 0) this.#expire(entry);
      else this.#send(entry, requests);
    }
  }

  /** Nothing will be sent any more. */
  close(error: TidewireError): void {
    this.#closed = error;
    for (const entry of [...this.#entries]) entry.settle(error);
  }

  #refusal(bytes: number): TidewireError | undefined {
    const { outbox } = this.#settings;
    if (this.#entries.size >= outbox.messages) {
      return passing('outbox_full', `${outbox.messages} requests wait already.`);
    }
    if (this.#bytes + bytes > outbox.bytes) {
      const message = `${bytes} bytes more than ${this.#bytes} are over ${outbox.bytes}.`;
      return clientError('outbox_bytes', message, { retry: bytes <= outbox.bytes });
    }
    return undefined;
  }

  #send(entry: Entry, requests: Requests): void {
    if (entry.bytes + ID > requests.largest) return entry.settle(tooLarge(entry, requests));
    entry.timer.stop();
    entry.forget = requests.send(entry.request, (result) => {
      entry.forget = undefined;
      if (!isLost(result) || entry.terms.volatile) return entry.settle(result);
      this.#wait(entry);
      this.flush(); // when the lost connection was one that had handed over to another
    });
  }

  #wait(entry: Entry): void {
    entry.timer.start(this.#left(entry), () => this.#expire(entry));
  }

  #left({ addedAt, terms }: Entry): number {
    return addedAt + terms.age - this.#settings.clock.now();
  }

  #expire(entry: Entry): void {
    const { expired, age } = entry.terms;
    entry.settle(passing(expired, `No connection came within ${age} ms.`));
  }

  #remove(entry: Entry): void {
    if (!this.#entries.delete(entry)) return;
    this.#bytes -= entry.bytes;
    entry.timer.stop();
    entry.forget?.();
  }
}

/** The server would end the connection over it, and the client with that. */
function tooLarge({ bytes }: Entry, { largest }: Requests): TidewireError {
  return new TidewireError('too_large', `${bytes} bytes are more than the server's ${largest}.`);
}
