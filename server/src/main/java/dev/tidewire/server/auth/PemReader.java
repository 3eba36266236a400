package dev.tidewire.server.auth;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys that are written as PEM (RFC 7468): public ones as {@code PUBLIC KEY}
 * (SubjectPublicKeyInfo), private ones as {@code PRIVATE KEY} (PKCS #8). The messages of its
 * exceptions are full sentences and hold nothing of a key.
 */
final class PemReader {
  /** RFC 7468 section 3; whatever is between two blocks is explanation. */
  private static final Pattern BLOCK =
      Pattern.compile(
          "-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*+)-----END ([A-Z0-9 ]{1,40})-----");

  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----");
  private static final List<String> KINDS = List.of("RSA", "EC", "Ed25519");

  private PemReader() {}

  private record Block(String label, String base64) {}

  private interface Generator {
    Key key(KeyFactory factory, KeySpec spec) throws InvalidKeySpecException;
  }

  /**
   * The public keys of a file.
   *
   * @throws IllegalArgumentException when there is none, or anything else beside them
   */
  static List<VerificationKey> publicKeys(String text) {
    int announced = announced(text);
    List<VerificationKey> keys = new ArrayList<>();
    for (Block block : blocks(text)) {
      Key key =
          key(
              new X509EncodedKeySpec(decode(block.base64)),
              (kind, spec) -> kind.generatePublic(spec));
      keys.add(VerificationKey.of((PublicKey) key));
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(
          "It holds no key: one begins with -----BEGIN PUBLIC KEY-----, or the file is a JWKS.");
    }
    if (keys.size() != announced) {
      throw new IllegalArgumentException("A key in it is damaged or cut off.");
    }
    return keys;
  }

  /**
   * The private key of a file.
   *
   * @throws IllegalArgumentException when there is not exactly one
   */
  static PrivateKey privateKey(String text) {
    List<Block> blocks = blocks(text);
    if (blocks.size() != 1 || !blocks.getFirst().label.equals("PRIVATE KEY")) {
      throw new IllegalArgumentException(
          "It holds no private key that is not encrypted: one begins with -----BEGIN PRIVATE"
              + " KEY-----. To make one of an older kind: openssl pkcs8 -topk8 -nocrypt.");
    }
    return (PrivateKey)
        key(
            new PKCS8EncodedKeySpec(decode(blocks.getFirst().base64)),
            (kind, spec) -> kind.generatePrivate(spec));
  }

  /** How many public keys begin in the text; there must be nothing else. */
  private static int announced(String text) {
    int announced = 0;
    Matcher begin = BEGIN.matcher(text);
    while (begin.find()) {
      requirePublic(begin.group(1));
      announced++;
    }
    return announced;
  }

  private static void requirePublic(String label) {
    if (label.contains("PRIVATE KEY")) {
      throw new IllegalArgumentException(
          "It holds a private key, which only the issuer of tokens may have. Keep that one secret,"
              + " and give its public part: openssl pkey -pubout.");
    }
    if (label.equals("CERTIFICATE")) {
      throw new IllegalArgumentException(
          "It holds a certificate. Take the key out of it: openssl x509 -pubkey -noout.");
    }
    if (!label.equals("PUBLIC KEY")) {
      throw new IllegalArgumentException(
          "It holds a %s, but keys are expected as PUBLIC KEY. For an older RSA key: openssl rsa -RSAPublicKey_in -pubout."
              .formatted(label));
    }
  }

  private static List<Block> blocks(String text) {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(text);
    while (matcher.find()) {
      if (!matcher.group(1).equals(matcher.group(3)) || blocks.size() == KeyRing.MAX_KEYS) {
        throw new IllegalArgumentException(
            "It is not PEM, or holds more than %d keys.".formatted(KeyRing.MAX_KEYS));
      }
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  private static byte[] decode(String base64) {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("A key in it is not base64.", e);
    }
  }

  /** The content says what kind of key it is, but only to the factory of that kind. */
  private static Key key(KeySpec spec, Generator generator) {
    for (String kind : KINDS) {
      @Nullable Key key = key(kind, spec, generator);
      if (key != null) {
        return key;
      }
    }
    throw new IllegalArgumentException(
        "A key in it is damaged, or not RSA, EC on P-256, P-384 or P-521, or Ed25519.");
  }

  private static @Nullable Key key(String kind, KeySpec spec, Generator generator) {
    try {
      return generator.key(KeyFactory.getInstance(kind), spec);
    } catch (InvalidKeySpecException e) {
      return null; // it is of another kind
    } catch (GeneralSecurityException e) {
      throw new AssertionError("Every Java platform has " + kind + ".", e);
    }
  }
}
