package dev.tidewire.server.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.protocol.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A token of which only the outside has been looked at: its length and its characters. Immutable.
 */
final class CompactToken {
  /** The longest token that is looked at, in characters. */
  static final int MAX_LENGTH = 8 * 1024;

  private static final int MAX_KEY_ID_LENGTH = 255;

  private final String text;

  private CompactToken(String text) {
    this.text = text;
  }

  /**
   * What its header says before anything has been verified: enough to choose a key that we hold,
   * and nothing else.
   *
   * @param algorithm its {@code alg}
   * @param keyId its {@code kid}, or null when it has none
   */
  record Header(String algorithm, @Nullable String keyId) {}

  /**
   * Looks at what a client sent.
   *
   * @throws Refusal when it is too long, or holds a character that no token has
   */
  static CompactToken of(String text) {
    if (text.length() > MAX_LENGTH) {
      throw Refusals.invalid(
          "A token has at most %d characters, not %d.".formatted(MAX_LENGTH, text.length()));
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isCompact(text.charAt(i))) {
        throw Refusals.malformed();
      }
    }
    return new CompactToken(text);
  }

  String text() {
    return text;
  }

  /** Its characters, all of them ASCII. */
  byte[] bytes() {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Its header as it was sent, in base64url; all of its text when it has no parts. */
  String encodedHeader() {
    int dot = text.indexOf('.');
    return dot < 0 ? text : text.substring(0, dot);
  }

  /**
   * What its signature is of (RFC 7515 section 5.1): everything before the last dot.
   *
   * @throws RuntimeException when it has no parts
   */
  byte[] signedPart() {
    return text.substring(0, text.lastIndexOf('.')).getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Its signature.
   *
   * @throws RuntimeException when it is not base64url
   */
  byte[] signature() {
    return Base64.getUrlDecoder().decode(text.substring(text.lastIndexOf('.') + 1));
  }

  /**
   * What stands between header and signature, as text.
   *
   * @throws RuntimeException when it is not base64url, or more than one part
   */
  String claims() {
    String encoded = text.substring(text.indexOf('.') + 1, text.lastIndexOf('.'));
    return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  /**
   * Reads the header.
   *
   * @throws Refusal when it is none
   */
  Header header() {
    int dot = text.indexOf('.');
    if (dot < 0) {
      throw Refusals.malformed();
    }
    try {
      JsonNode header = ClaimsJson.tree(Base64.getUrlDecoder().decode(text.substring(0, dot)));
      JsonNode algorithm = header.path("alg");
      JsonNode keyId = header.path("kid");
      if (!algorithm.isTextual() || !isKeyId(keyId)) {
        throw Refusals.malformed();
      }
      return new Header(algorithm.textValue(), keyId.textValue());
    } catch (IOException | IllegalArgumentException e) {
      throw Refusals.malformed();
    }
  }

  private static boolean isKeyId(JsonNode keyId) {
    return keyId.isMissingNode()
        || (keyId.isTextual() && keyId.textValue().length() <= MAX_KEY_ID_LENGTH);
  }

  /** RFC 7515 section 3.1: base64url and dots. jjwt's decoder would skip what follows a token. */
  private static boolean isCompact(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_'
        || c == '.';
  }
}
