package dev.tidewire.server.protocol;

/**
 * Why a conversation was ended, as a close code of the range that RFC 6455 section 7.4.2 leaves to
 * applications. 4000 to 4499 mean: reconnect and resume. 4500 to 4999 mean: do not.
 */
public enum CloseReason {
  GOING_AWAY(4000, "going_away"),
  SLOW_CONSUMER(4001, "slow_consumer"),
  TOKEN_EXPIRED(4002, "token_expired"),
  CONNECT_TIMEOUT(4003, "connect_timeout"),
  INTERNAL(4004, "internal"),
  RECONNECT(4005, "reconnect"),
  BAD_FRAME(4500, "bad_frame"),
  TOKEN_INVALID(4501, "token_invalid"),
  TOO_MANY_REQUESTS(4502, "too_many_requests"),
  TOKEN_REVOKED(4503, "token_revoked"),
  DISCONNECTED(4504, "disconnected");

  private final int code;
  private final String text;

  CloseReason(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The close code. */
  public int code() {
    return code;
  }

  /** The reason text beside it. */
  public String text() {
    return text;
  }
}
