import { encode, readRefreshed } from './codec.js';
import { TidewireError } from './error.js';
import type { Fields } from './frames.js';
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
  #expires = 0;
  #running = false;

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
    this.#running = this.#tokens.renewable;
    this.#schedule();
  }

  stop(): void {
    this.#running = false;
    this.#timer.stop();
  }

  #schedule(): void {
    const delay = this.#tokens.accepted(this.#expires);
    if (this.#running) this.#timer.start(delay, () => void this.#refresh());
  }

  async #refresh(): Promise<void> {
    let token: string;
    try {
      token = await this.#tokens.fresh();
    } catch {
      this.#schedule(); // the token at hand still holds, and there is time to ask again
      return;
    }
    if (!this.#running) return;
    this.#requests.send(encode({ refresh: { token } }), (result) => this.#answered(result));
  }

  #answered(result: Fields | TidewireError): void {
    if (!this.#running) return;
    if (result instanceof TidewireError && result.code === 'token_invalid') {
      this.#refused(result);
      return;
    }
    const expires = result instanceof TidewireError ? undefined : readRefreshed(result);
    this.#expires = expires ?? this.#expires;
    this.#schedule();
  }
}
