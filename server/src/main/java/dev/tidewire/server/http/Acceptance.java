package dev.tidewire.server.http;

import dev.tidewire.server.websocket.Frame;
import io.undertow.util.HeaderMap;
import io.undertow.util.HttpString;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an opening handshake is answered that is accepted (RFC 6455 section 4.2.2). Immutable.
 *
 * @param fields of the header, beside {@code Connection}
 */
record Acceptance(Map<String, String> fields) {
  /** Appended to the key (RFC 6455 section 1.3). */
  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** One for each thread: a search through the security providers costs more than the digest. */
  private static final ThreadLocal<MessageDigest> SHA1 = ThreadLocal.withInitial(Acceptance::sha1);

  /**
   * The answer to a key, naming the subprotocol if the client offered any, and the extension if one
   * was agreed on.
   */
  static Acceptance of(String key, Optional<String> subprotocol, Optional<String> extension) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Upgrade", "websocket");
    fields.put("Sec-WebSocket-Accept", accept(key));
    subprotocol.ifPresent(chosen -> fields.put("Sec-WebSocket-Protocol", chosen));
    extension.ifPresent(agreed -> fields.put("Sec-WebSocket-Extensions", agreed));
    return new Acceptance(fields);
  }

  /** For Undertow to send, which adds {@code Connection} by itself. */
  void putInto(HeaderMap headers) {
    fields.forEach((name, value) -> headers.put(new HttpString(name), value));
  }

  /** The whole answer, to be sent before the first frame. */
  Frame toPreface() {
    StringBuilder answer =
        new StringBuilder("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n");
    fields.forEach((name, value) -> answer.append(name).append(": ").append(value).append("\r\n"));
    return Frame.preface(answer.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static String accept(String key) {
    byte[] digest = SHA1.get().digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
    return Base64.getEncoder().encodeToString(digest);
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-1.", e);
    }
  }
}
