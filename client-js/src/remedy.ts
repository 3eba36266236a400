import type { TidewireError } from './error.js';

/**
 * What to do about an error.
 *
 * - `retry`: the same again later, a publish with the same `key`.
 * - `sign-in`: there is no valid token any more; get one for a new client.
 * - `allow`: the token's `caps`, or the namespace in the server's configuration, do not allow it.
 * - `change`: what was asked for is wrong or too much; ask for something else.
 */
export type Remedy = 'retry' | 'sign-in' | 'allow' | 'change';

const REMEDIES: { readonly [code: string]: Remedy } = {
  closed: 'sign-in',
  unauthorized: 'sign-in',
  token_invalid: 'sign-in',
  token_revoked: 'sign-in',
  permission_denied: 'allow',
  unknown_namespace: 'allow',
  not_available: 'allow',
};

/** What to do about an error. */
export function remedy({ code, retry }: TidewireError): Remedy {
  return retry ? 'retry' : (REMEDIES[code] ?? 'change');
}
