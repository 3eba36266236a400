package dev.tidewire.loadtest.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The opening handshake of one socket (RFC 6455, section 4.1). */
record Upgrade(Endpoint endpoint, Offer offer, String key) {
  private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private static final String EXTENSION = "permessage-deflate";
  private static final String SERVER_KEEPS_NOTHING = "server_no_context_takeover";
  private static final String CLIENT_KEEPS_NOTHING = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits=";

  /** A handshake with a fresh key. */
  static Upgrade to(Endpoint endpoint, Offer offer) {
    byte[] random = new byte[KEY_BYTES];
    ThreadLocalRandom.current().nextBytes(random);
    return new Upgrade(endpoint, offer, Base64.getEncoder().encodeToString(random));
  }

  byte[] request() {
    String subprotocol = offer.subprotocol();
    String more = subprotocol.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n";
    if (offer.compression() == Compression.DEFLATE) {
      List<String> extension = List.of(EXTENSION, SERVER_KEEPS_NOTHING, CLIENT_KEEPS_NOTHING);
      more += "Sec-WebSocket-Extensions: " + String.join("; ", extension) + "\r\n";
    }
    String text =
        "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: %s\r\nSec-WebSocket-Version: 13\r\n%s\r\n"
            .formatted(endpoint.path(), endpoint.authority(), key, more);
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
    if (!expected().equals(field(lines, "sec-websocket-accept"))) {
      return "the accept header does not fit the key";
    }
    return offer.compression() == Compression.NONE
        ? null
        : problemWithExtension(field(lines, "sec-websocket-extensions"));
  }

  /** The value of the last field of this name, or {@code null}. */
  private static @Nullable String field(String[] lines, String name) {
    String value = null;
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0 && line.substring(0, colon).toLowerCase(Locale.ROOT).equals(name)) {
        value = line.substring(colon + 1).strip();
      }
    }
    return value;
  }

  /** A run that was meant to be compressed and is not would be a wrong figure, not a slow one. */
  private static @Nullable String problemWithExtension(@Nullable String answer) {
    if (answer == null) {
      return "the server declines permessage-deflate";
    }
    List<String> parts = Arrays.stream(answer.split(";", -1)).map(String::strip).toList();
    boolean known =
        parts.stream()
            .skip(1)
            .allMatch(part ->
                part.equals(SERVER_KEEPS_NOTHING)
                    || part.equals(CLIENT_KEEPS_NOTHING)
                    || part.startsWith(SERVER_WINDOW));
    if (!parts.getFirst().equals(EXTENSION) || !known) {
      return "the server answers an extension that was not offered";
    }
    return parts.contains(SERVER_KEEPS_NOTHING)
        ? null
        : "the server would keep a context between messages";
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
