import type { TidewireError } from './error.js';

/**
 * Why a connection ended, and what comes next: a wait and another try, a try at once, or nothing.
 */
export type Ending = {
  readonly code: number;
  readonly reason: string;
  readonly next: 'backoff' | 'at-once' | 'never';
};

/** RFC 6455 section 7.4.1: "the connection was closed abnormally", without a close frame. */
export const ABNORMAL = 1006;

export const TOKEN_EXPIRED = 4002;
/** The codes that follow when the server refuses a token, by the reason of the refusal. */
const REFUSALS: { readonly [reason: string]: number } = {
  token_expired: TOKEN_EXPIRED,
  token_invalid: 4501,
  token_revoked: 4503,
};
/** From here on a close code means: do not reconnect. */
const FINAL = 4500;
/**
 * Protocol error, binary message, invalid UTF-8, ping flood, message too big: another try would
 * only repeat them.
 */
const OURS = [1002, 1003, 1007, 1008, 1009];

/** What follows from a close code (docs/protocol.md section 4), unless it is said. */
export function ending(
  code: number,
  reason: string,
  next: Ending['next'] = code === TOKEN_EXPIRED
    ? 'at-once'
    : code >= FINAL || OURS.includes(code)
      ? 'never'
      : 'backoff',
): Ending {
  return { code, reason, next };
}

/** What an error in the reply to `connect` or `refresh` means. */
export function refused({ code: reason, retry }: TidewireError): Ending {
  const code = REFUSALS[reason];
  return code ? ending(code, reason) : gaveUp(reason, retry ? 'backoff' : 'never');
}

/** The client itself ends the connection. */
export function gaveUp(reason: string, next?: Ending['next']): Ending {
  return ending(ABNORMAL, reason, next);
}
