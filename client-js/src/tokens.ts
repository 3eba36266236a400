import type { Options, TokenContext } from './options.js';
import type { Clock } from './timer.js';

/**
 * A token is renewed after this part of what remains of its life, less up to a tenth so that
 * clients spread.
 */
const RENEW_AFTER = 0.8;
const SPREAD = 0.1;
/** A token source that keeps returning the same dying token is not asked more often than this. */
const SOONEST = 1_000;
/**
 * The delay when the server accepts a token that has expired by our clock: the clock is wrong, the
 * life unknown.
 */
const CLOCK_IS_WRONG = 30_000;

/** The token of the client, kept from connection to connection until it has to be a new one. */
export class Tokens {
  readonly #source: Options['token'];
  readonly #clock: Clock;
  readonly #random: () => number;
  #token: string | undefined;
  #renewAt = 0;
  #reason: TokenContext['reason'] = 'connect';
  /**
   * How often it was asked for or forgotten: an answer that was overtaken by either is not kept.
   */
  #turn = 0;

  constructor(source: Options['token'], clock: Clock, random: () => number) {
    this.#source = source;
    this.#clock = clock;
    this.#random = random;
  }

  /** Whether a new one can be had. */
  get renewable(): boolean {
    return typeof this.#source === 'function';
  }

  /**
   * The one at hand, or a new one when that is missing or about to expire. Rejects when the source
   * fails.
   */
  async current(signal: AbortSignal): Promise<string> {
    if (this.#token !== undefined && this.#clock.now() < this.#renewAt) return this.#token;
    return this.fresh({ reason: this.#reason, signal });
  }

  async fresh(context: TokenContext): Promise<string> {
    const turn = ++this.#turn;
    const token = typeof this.#source === 'string' ? this.#source : await this.#source(context);
    if (typeof token !== 'string') throw new TypeError(`The token is a ${typeof token}.`);
    if (turn === this.#turn) {
      this.#token = token;
      this.#reason = 'connect';
      this.#renewAt = Number.POSITIVE_INFINITY; // nobody has told yet when it expires
    }
    return token;
  }

  /**
   * The server accepts the token until `expires`, seconds since 1970. Returns in how many ms to
   * renew it.
   */
  accepted(expires: number): number {
    const left = expires * 1000 - this.#clock.now();
    const delay = left * RENEW_AFTER * (1 - SPREAD * this.#random());
    const renewIn = left > 0 ? Math.max(delay, SOONEST) : CLOCK_IS_WRONG;
    this.#renewAt = this.#clock.now() + renewIn;
    return renewIn;
  }

  /** The next one has to be a new one. */
  forget(reason: TokenContext['reason']): void {
    this.#turn++;
    this.#token = undefined;
    this.#reason = reason;
  }
}
