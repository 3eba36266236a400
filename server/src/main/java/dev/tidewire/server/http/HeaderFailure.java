package dev.tidewire.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Why a socket never brought the whole header of its first request. */
enum HeaderFailure {
  /** It is longer than it may be (RFC 6585 section 5). */
  TOO_LARGE("431 Request Header Fields Too Large"),
  /** Some of it came, and the rest not in time. */
  TOO_SLOW("408 Request Timeout"),
  /** It is no HTTP. */
  MALFORMED("400 Bad Request"),
  /**
   * Not a byte came in time. A browser that opened the socket ahead of need would take an answer.
   */
  SILENT(""),
  /** The peer went away in the middle of it. */
  GAVE_UP(""),
  /** The peer went away without a byte, as load balancers do to see whether a port is open. */
  UNUSED("");

  private final String status;

  HeaderFailure(String status) {
    this.status = status;
  }

  /** What the peer is told; empty for nothing. */
  ByteBuffer answer() {
    String answer =
        status.isEmpty()
            ? ""
            : "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    return ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII));
  }

  /** The name under which it is counted. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
