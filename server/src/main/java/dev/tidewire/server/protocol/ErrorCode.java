package dev.tidewire.server.protocol;

/** Why a request was refused. The wire names are stable; {@code docs/protocol.md} lists them. */
public enum ErrorCode {
  BAD_REQUEST("bad_request", Retry.USELESS),
  NOT_CONNECTED("not_connected", Retry.USELESS),
  ALREADY_CONNECTED("already_connected", Retry.USELESS),
  TOKEN_INVALID("token_invalid", Retry.USELESS),
  TOKEN_EXPIRED("token_expired", Retry.HELPS),
  TOKEN_REVOKED("token_revoked", Retry.USELESS),
  PERMISSION_DENIED("permission_denied", Retry.USELESS),
  UNKNOWN_NAMESPACE("unknown_namespace", Retry.USELESS),
  NOT_AVAILABLE("not_available", Retry.USELESS),
  ALREADY_SUBSCRIBED("already_subscribed", Retry.USELESS),
  NOT_SUBSCRIBED("not_subscribed", Retry.USELESS),
  REMOVED("removed", Retry.USELESS),
  LIMIT_EXCEEDED("limit_exceeded", Retry.USELESS),
  TOO_LARGE("too_large", Retry.USELESS),
  RATE_LIMITED("rate_limited", Retry.HELPS),
  UNAVAILABLE("unavailable", Retry.HELPS),
  INTERNAL("internal", Retry.HELPS);

  private enum Retry {
    HELPS,
    USELESS
  }

  private final String wireName;
  private final Retry retry;

  ErrorCode(String wireName, Retry retry) {
    this.wireName = wireName;
    this.retry = retry;
  }

  /** The name on the wire. */
  public String wireName() {
    return wireName;
  }

  /** Whether the same request may succeed later. */
  public boolean retryHelps() {
    return retry == Retry.HELPS;
  }
}
