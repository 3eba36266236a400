import type { Settings, TokenContext } from './options.js';

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
export type Tokens = {
  /** Whether a new one can be had. */
  readonly renewable: boolean;
  /**
   * The one at hand, or a new one when that is missing or about to expire. Rejects when the source
   * fails.
   */
  current(signal: AbortSignal): Promise<string>;
  fresh(context: TokenContext): Promise<string>;
  /**
   * The server accepts the token until `expires`, seconds since 1970. Returns in how many ms to
   * renew it.
   */
  accepted(expires: number): number;
  /** The next one has to be a new one. Returns whether there can be one. */
  forget(reason: TokenContext['reason']): boolean;
};

export function createTokens({ token: source, clock, random }: Settings): Tokens {
  const renewable = typeof source !== 'string';
  let token: string | undefined;
  let renewAt = 0;
  let reason: TokenContext['reason'] = 'connect';
  /** How often it was asked for or forgotten: an answer that either has overtaken is not kept. */
  let turn = 0;

  async function fresh(context: TokenContext): Promise<string> {
    const mine = ++turn;
    const answer = typeof source === 'string' ? source : await source(context);
    if (typeof answer !== 'string') throw new TypeError(`The token is a ${typeof answer}.`);
    if (mine === turn) {
      token = answer;
      reason = 'connect';
      renewAt = Number.POSITIVE_INFINITY; // nobody has told yet when it expires
    }
    return answer;
  }

  return {
    renewable,
    async current(signal) {
      return token !== undefined && clock.now() < renewAt ? token : fresh({ reason, signal });
    },
    fresh,
    accepted(expires) {
      const now = clock.now();
      const left = expires * 1000 - now;
      const delay = left * RENEW_AFTER * (1 - SPREAD * random());
      const renewIn = left > 0 ? Math.max(delay, SOONEST) : CLOCK_IS_WRONG;
      renewAt = now + renewIn;
      return renewIn;
    },
    forget(why) {
      turn++;
      token = undefined;
      reason = why;
      return renewable;
    },
  };
}
