import { encode } from './codec.js';
import { isFinal, type TidewireError } from './error.js';
import type { TokenContext } from './options.js';
import type { Requests } from './requests.js';
import { type Clock, createTimer } from './timer.js';
import type { Tokens } from './tokens.js';

/** Refreshes the token of a living connection before it expires. */
export type Refresher = {
  /** `expires` is in seconds since 1970. */
  start(expires: number): void;
  stop(): void;
  /** Resolves when the server has accepted another token. */
  refresh(reason: TokenContext['reason']): Promise<void>;
};

/**
 * When a refresh fails it tries again, sooner and sooner; should none succeed, the server ends the
 * connection with `token_expired`. `refused` is called when the server refuses the new token, or
 * when there is to be none.
 */
export function createRefresher(
  clock: Clock,
  tokens: Tokens,
  requests: Requests,
  refused: (error: TidewireError) => void,
): Refresher {
  const timer = createTimer(clock);
  const until = new AbortController();
  const { signal } = until;

  let expires = 0;

  function start(next: number): void {
    expires = next;
    const delay = tokens.accepted(next);
    if (!tokens.renewable || signal.aborted) return;
    timer.start(delay, () => void refresh('expiring').catch(() => {}));
  }

  async function refresh(reason: TokenContext['reason']): Promise<void> {
    try {
      const token = await tokens.fresh({ reason, signal });
      if (signal.aborted) return;
      expires = await new Promise((resolve, reject) => {
        requests.send(encode({ refresh: { token } }), (error, ok) => {
          if (error) reject(error);
          else resolve(ok?.expires ?? 0);
        });
      });
    } catch (error) {
      if (!signal.aborted && isFinal(error)) refused(error);
      throw error;
    } finally {
      start(expires); // after a failure the token at hand still holds, and there is time to try again
    }
  }

  return {
    start,
    stop() {
      until.abort();
      timer.stop();
    },
    refresh,
  };
}
