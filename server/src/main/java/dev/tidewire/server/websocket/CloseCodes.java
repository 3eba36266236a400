package dev.tidewire.server.websocket;

/** The close codes of RFC 6455 section 7.4 and the IANA WebSocket Close Code Number Registry. */
final class CloseCodes {
  static final int NORMAL = 1000;
  static final int PROTOCOL_ERROR = 1002;

  /** Stands for a close frame without a code; never in a frame. */
  static final int NO_STATUS = 1005;

  /** Stands for an end without a close frame; never in a frame. */
  static final int ABNORMAL = 1006;

  static final int INVALID_PAYLOAD = 1007;
  static final int POLICY_VIOLATION = 1008;
  static final int TOO_BIG = 1009;
  static final int INTERNAL_ERROR = 1011;

  private CloseCodes() {}

  /** Whether this code may stand in a close frame. */
  static boolean mayBeSent(int code) {
    return (code >= 1000 && code <= 1003)
        || (code >= 1007 && code <= 1014)
        || (code >= 3000 && code <= 4999);
  }
}
