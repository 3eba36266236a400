package dev.tidewire.loadtest.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The opening handshake of one socket (RFC 6455, section 4.1). */
record Upgrade(Endpoint endpoint, String subprotocol, String key) {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  /**
   * A handshake with a fresh key.
   *
   * @param subprotocol what is offered; empty: nothing
   */
  static Upgrade to(Endpoint endpoint, String subprotocol) {
    byte[] random = new byte[KEY_BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    return new Upgrade(endpoint, subprotocol, Base64.getEncoder().encodeToString(random));
  }

  byte[] request() {
    String offer = subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n";
    String text =
        "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n%s\r\n"
            .formatted(endpoint.path(), endpoint.authority(), key, offer);
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Where the header ends, or -1. */
  static int endOfHeader(byte[] bytes) {
    for (int i = 3; i < bytes.length; i++) {
      if (bytes[i] == '\n'
          && bytes[i - 1] == '\r'
          && bytes[i - 2] == '\n'
          && bytes[i - 3] == '\r') {
        return i + 1;
      }
    }
    return -1;
  }

  /** What is wrong with the answer, or {@code null}. */
  @Nullable String problemWith(String header) {
    String[] lines = header.split("\r\n", -1);
    if (!lines[0].startsWith("HTTP/1.1 101")) {
      return "answered with " + lines[0].replaceFirst("HTTP/1\\.. ", "");
    }
    String accept = null;
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0
          && line.substring(0, colon).toLowerCase(Locale.ROOT).equals("sec-websocket-accept")) {
        accept = line.substring(colon + 1).strip();
      }
    }
    return expected().equals(accept) ? null : "the accept header does not fit the key";
  }

  private String expected() {
    try {
      byte[] text = (key + MAGIC).getBytes(StandardCharsets.ISO_8859_1);
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-1.", e);
    }
  }
}
