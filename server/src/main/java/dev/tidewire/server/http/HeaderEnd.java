package dev.tidewire.server.http;

import java.nio.ByteBuffer;

/**
 * Looks for the empty line that ends a request's header, in pieces as they come. It is as strict as
 * the parser behind it: a line ends with CR LF and with nothing else (RFC 9112 section 2.2), and
 * control characters are in no header (RFC 9110 section 5.5), so that what can never become a
 * request is known before its deadline. Not thread-safe.
 */
final class HeaderEnd {
  private static final int DELETE = 0x7F;

  /** What is known after a piece. */
  enum Found {
    NOT_YET,
    WHOLE,
    MALFORMED
  }

  /** How much of CR LF CR LF the last bytes were. */
  private int matched;

  private int length;

  /** Bytes of the header so far; all of them when it is whole, and nothing that came behind. */
  int length() {
    return length;
  }

  /** Looks at the next piece and leaves its position alone. */
  Found scan(ByteBuffer piece) {
    for (int i = piece.position(); i < piece.limit(); i++) {
      length++;
      if (!take(piece.get(i))) {
        return Found.MALFORMED;
      }
      if (matched == 4) {
        return Found.WHOLE;
      }
    }
    return Found.NOT_YET;
  }

  /** Whether this byte may come next. */
  private boolean take(byte next) {
    boolean afterReturn = matched == 1 || matched == 3;
    if (next == '\n' || next == '\r') {
      matched++;
      return (next == '\n') == afterReturn;
    }
    matched = 0;
    return !afterReturn && !isControl(next);
  }

  private static boolean isControl(byte next) {
    return (next >= 0 && next < ' ' && next != '\t') || next == DELETE;
  }
}
