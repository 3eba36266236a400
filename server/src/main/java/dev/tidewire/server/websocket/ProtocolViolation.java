package dev.tidewire.server.websocket;

/** The peer broke a rule. It says with which close code and reason the connection must end. */
final class ProtocolViolation extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  ProtocolViolation(int code, String reason) {
    // No stack trace: a hostile peer must not make us collect one for each of its mistakes.
    super(reason, null, false, false);
    this.code = code;
    this.reason = reason;
  }

  int code() {
    return code;
  }

  /** Our own words, never the peer's. */
  String reason() {
    return reason;
  }
}
