import type { State } from './types.js';

/**
 * A request that was refused by the server, or that this client gave up.
 *
 * - `code` is for programs and stable: the server's codes are listed in docs/protocol.md section
 *   3, the client's own are the members of {@link ClientCode}.
 * - `message` says in a sentence what happened.
 * - `retry` says whether the same request may succeed later.
 * - `remedy(error)` says what to do about it.
 */
export class TidewireError extends Error {
  /** Also of its subclasses. */
  override readonly name: string = 'TidewireError';
  /** Which error it is, for programs. */
  readonly code: string;
  /** The same request may succeed later. */
  readonly retry: boolean;

  constructor(code: string, message: string, options: ErrorOptions & { retry?: boolean } = {}) {
    super(message, options);
    this.code = code;
    this.retry = options.retry ?? false;
  }
}

/**
 * Throw it from the `token` function when there will be no token any more, for example after a
 * sign-out: it closes the client instead of being asked again.
 */
export class UnauthorizedError extends TidewireError {
  constructor(message = 'There is no token.') {
    super('unauthorized', message);
  }
}

/**
 * The codes that come from the client itself.
 *
 * - `timeout`: no reply within `requestTimeout`. The server may have done it all the same.
 * - `connection_lost`: the connection ended before the reply. The server may have done it all the
 *   same.
 * - `outbox_full`, `outbox_bytes`: too many requests, or too many bytes of them, wait for their
 *   reply. Nothing was sent.
 * - `outbox_expired`: the publish waited longer than `outbox.age` for a connection. If it was sent
 *   on an earlier one, the server may have done it all the same.
 * - `closed`: the client was closed, by `close()` or for good by the server.
 * - `bad_data`: the data cannot be written as JSON.
 * - `bad_reply`: the server's reply was not what the protocol says.
 * - `overflow`: a stream was read more slowly than messages came.
 * - `unauthorized`: the `token` function said so.
 */
export type ClientCode =
  | 'timeout'
  | 'connection_lost'
  | 'outbox_full'
  | 'outbox_bytes'
  | 'outbox_expired'
  | 'closed'
  | 'bad_data'
  | 'bad_reply'
  | 'overflow'
  | 'unauthorized';

/** An error of the client's own that may pass. */
export function passing(code: ClientCode, message: string): TidewireError {
  return new TidewireError(code, message, { retry: true });
}

/** The connection ended before the reply: what was asked may have been done all the same. */
export function isLost(error: TidewireError | undefined): boolean {
  return error?.code === 'connection_lost';
}

/** Asking again will not help: whoever was asked said so. */
export function isFinal(error: unknown): error is TidewireError {
  return error instanceof TidewireError && !error.retry;
}

/** The client is closed; its state tells why. */
export function closedError({ code, reason }: Extract<State, { name: 'closed' }>): TidewireError {
  return new TidewireError('closed', `The client is closed (${code} ${reason}).`);
}
