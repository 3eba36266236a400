package dev.tidewire.server.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jsonwebtoken.security.Jwks;
import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads sets of JSON Web Keys (RFC 7517). Keys that are for something else than signatures, or of a
 * kind that is not taken, are passed over; those that should not be there are reported.
 */
final class JwkSetReader {
  private static final int MAX_KEY_ID_LENGTH = 255;

  /** What makes a public key of each kind (RFC 7518 section 6, RFC 8037 section 2). */
  private static final Map<String, List<String>> MEMBERS =
      Map.of(
          "RSA", List.of("n", "e"),
          "EC", List.of("crv", "x", "y"),
          "OKP", List.of("crv", "x"));

  private JwkSetReader() {}

  /**
   * What was found.
   *
   * @param keys to verify tokens with
   * @param problems full sentences about the others that hold nothing of a key
   */
  record Found(List<VerificationKey> keys, List<String> problems) {}

  /**
   * Reads a set.
   *
   * @throws IllegalArgumentException with a full sentence, when it is none
   */
  static Found read(String json) {
    JsonNode set = tree(json).path("keys");
    if (!set.isArray()) {
      throw new IllegalArgumentException(
          "It is no JWKS: a list \"keys\" is expected in an object.");
    }
    if (set.size() > KeyRing.MAX_KEYS) {
      throw new IllegalArgumentException(
          "A JWKS has at most %d keys; this one has %d.".formatted(KeyRing.MAX_KEYS, set.size()));
    }
    Found found = new Found(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < set.size(); i++) {
      try {
        @Nullable VerificationKey key = key(set.get(i));
        if (key != null) {
          found.keys.add(key);
        }
      } catch (IllegalArgumentException e) {
        found.problems.add("Key %d of the set: %s".formatted(i + 1, e.getMessage()));
      }
    }
    return found;
  }

  private static JsonNode tree(String json) {
    try {
      return ClaimsJson.tree(json.getBytes(UTF_8));
    } catch (IOException e) {
      throw new IllegalArgumentException("It is no JWKS: it is not valid JSON.", e);
    }
  }

  private static @Nullable VerificationKey key(JsonNode jwk) {
    String kind = jwk.path("kty").asText();
    if (kind.equals("oct")) {
      throw new IllegalArgumentException(
          "it is a shared secret, which does not belong among public keys; see the setting"
              + " secret.");
    }
    if (jwk.has("d")) {
      throw new IllegalArgumentException(
          "it is a private key, which only the issuer of tokens may have. Keep that one secret.");
    }
    if (!MEMBERS.containsKey(kind) || !isForSignatures(jwk) || !isKnownCurve(kind, jwk)) {
      return null;
    }
    PublicKey key = publicKey(kind, jwk);
    TokenAlgorithm natural = VerificationKey.algorithmOf(key);
    @Nullable TokenAlgorithm algorithm = algorithm(jwk, natural);
    return algorithm == null ? null : new VerificationKey(id(jwk), algorithm, key);
  }

  private static boolean isForSignatures(JsonNode jwk) {
    if (jwk.has("use") && !jwk.path("use").asText().equals("sig")) {
      return false;
    }
    if (!jwk.has("key_ops")) {
      return true;
    }
    for (JsonNode operation : jwk.path("key_ops")) {
      if (operation.asText().equals("verify")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isKnownCurve(String kind, JsonNode jwk) {
    return switch (kind) {
      case "EC" -> List.of("P-256", "P-384", "P-521").contains(jwk.path("crv").asText());
      case "OKP" -> jwk.path("crv").asText().equals("Ed25519");
      default -> true;
    };
  }

  /** Null for an algorithm that is not taken. RSA keys may say PS256 instead of RS256. */
  private static @Nullable TokenAlgorithm algorithm(JsonNode jwk, TokenAlgorithm natural) {
    if (!jwk.has("alg")) {
      return natural;
    }
    TokenAlgorithm stated = TokenAlgorithm.named(jwk.path("alg").asText()).orElse(null);
    boolean fits =
        stated == natural || (stated == TokenAlgorithm.PS256 && natural == TokenAlgorithm.RS256);
    return fits ? stated : null;
  }

  private static @Nullable String id(JsonNode jwk) {
    JsonNode id = jwk.path("kid");
    if (id.isMissingNode()) {
      return null;
    }
    if (!id.isTextual() || id.textValue().length() > MAX_KEY_ID_LENGTH) {
      throw new IllegalArgumentException(
          "kid, its name, is a text of at most %d characters.".formatted(MAX_KEY_ID_LENGTH));
    }
    return id.textValue();
  }

  /** Only what makes the key is handed on: certificates and the like are not looked at. */
  private static PublicKey publicKey(String kind, JsonNode jwk) {
    ObjectNode bare = JsonNodeFactory.instance.objectNode().put("kty", kind);
    for (String member : MEMBERS.getOrDefault(kind, List.of())) {
      bare.put(member, jwk.path(member).asText());
    }
    try {
      Object key =
          Jwks.parser().json(new ClaimsJson.Reading()).build().parse(bare.toString()).toKey();
      return (PublicKey) key;
    } catch (RuntimeException e) {
      // Not only jjwt's own: what a library throws on a strange key must not pass for a bug.
      throw new IllegalArgumentException("it is damaged.", e);
    }
  }
}
