import { encode } from './codec.js';
import { TidewireError } from './error.js';
import type { TokenContext } from './options.js';
import type { Requests } from './requests.js';
import { type Clock, Timer } from './timer.js';
import type { Tokens } from './tokens.js';

/**
 * Refreshes the token of a living connection before it expires. When that fails it tries again,
 * sooner and sooner; should none succeed, the server ends the connection with `token_expired`.
 */
export class Refresher {
  readonly #tokens: Tokens;
  readonly #requests: Requests;
  readonly #refused: (error: TidewireError) => void;
  readonly #timer: Timer;
  #until = new AbortController();
  #expires = 0;

  /** `refused` is called when the server refuses the new token, or when there is to be none. */
  constructor(
    clock: Clock,
    tokens: Tokens,
    requests: Requests,
    refused: (error: TidewireError) => void,
  ) {
    this.#tokens = tokens;
    this.#requests = requests;
    this.#refused = refused;
    this.#timer = new Timer(clock);
  }

  /** `expires` is in seconds since 1970. Does nothing when no other token can be had. */
  start(expires: number): void {
    this.#expires = expires;
    this.#schedule();
  }

  stop(): void {
    this.#until.abort();
    this.#timer.stop();
  }

  /** Resolves when the server has accepted another token. */
  async refresh(reason: TokenContext['reason']): Promise<void> {
    const { signal } = this.#until;
    try {
      const token = await this.#tokens.fresh({ reason, signal });
      if (!signal.aborted) this.#expires = await this.#send(token);
    } catch (error) {
      if (!signal.aborted && isFinal(error)) this.#refused(error);
      throw error;
    } finally {
      this.#schedule(); // after a failure the token at hand still holds, and there is time to try again
    }
  }

  #schedule(): void {
    const delay = this.#tokens.accepted(this.#expires);
    if (!this.#tokens.renewable || this.#until.signal.aborted) return;
    this.#timer.start(delay, () => void this.refresh('expiring').catch(() => {}));
  }

  #send(token: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#requests.send(encode({ refresh: { token } }), (result) => {
        if (result instanceof TidewireError) reject(result);
        else resolve(result.expires ?? 0);
      });
    });
  }
}

/** Asking again will not help: the source or the server said so. */
export function isFinal(error: unknown): error is TidewireError {
  return error instanceof TidewireError && !error.retry;
}
