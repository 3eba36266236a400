/**
 * A request that was refused by the server, or that this client gave up.
 *
 * `code` is for programs and stable: the server's codes are listed in docs/protocol.md section 3,
 * the client's own are the members of {@link ClientCode}. `retry` says whether the same request
 * may succeed later.
 */
export class TidewireError extends Error {
  override readonly name = 'TidewireError';
  readonly code: string;
  readonly retry: boolean;

  constructor(code: string, message: string, options: ErrorOptions & { retry?: boolean } = {}) {
    super(message, options);
    this.code = code;
    this.retry = options.retry ?? false;
  }
}

/**
 * The codes that come from the client itself.
 *
 * - `timeout`: no reply within `requestTimeout`. The server may have done it all the same.
 * - `connection_lost`: the connection ended before the reply. The server may have done it all the
 *   same.
 * - `disconnected`: a volatile publish while there was no connection. Nothing was sent.
 * - `outbox_full`, `outbox_bytes`: too many requests, or too many bytes of them, wait for their
 *   reply. Nothing was sent.
 * - `outbox_expired`: the publish waited longer than `outbox.age` for a connection. If it was sent
 *   on an earlier one, the server may have done it all the same.
 * - `closed`: the client was closed, by `close()` or for good by the server.
 * - `bad_data`: the data cannot be written as JSON.
 * - `bad_reply`: the server's reply was not what the protocol says.
 */
export type ClientCode =
  | 'timeout'
  | 'connection_lost'
  | 'disconnected'
  | 'outbox_full'
  | 'outbox_bytes'
  | 'outbox_expired'
  | 'closed'
  | 'bad_data'
  | 'bad_reply';

/** An error of the client's own; the type of `code` keeps the list above complete. */
export function clientError(
  code: ClientCode,
  message: string,
  options?: ErrorOptions & { retry?: boolean },
): TidewireError {
  return new TidewireError(code, message, options);
}
