package dev.tidewire.server.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes keys, and tokens of them with the JDK alone: byte for byte, also such as nobody makes. */
public final class TestKeys {
  static final KeyPair RSA = rsa(2048);
  static final KeyPair OTHER_RSA = rsa(2048);
  static final KeyPair EC = ec("secp256r1");
  static final KeyPair OTHER_EC = ec("secp256r1");
  static final KeyPair EC384 = ec("secp384r1");
  static final KeyPair EC521 = ec("secp521r1");
  static final KeyPair ED = pair("Ed25519");

  private TestKeys() {}

  static KeyPair rsa(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A key pair on P-256. */
  public static KeyPair ec() {
    return ec("secp256r1");
  }

  static KeyPair ec(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static KeyPair pair(String kind) {
    try {
      return KeyPairGenerator.getInstance(kind).generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A token of alice with this {@code alg} and {@code kid}; empty for none. */
  static String token(String algorithm, String keyId, KeyPair keys) {
    return token(algorithm, keyId, Tokens.claims(""), keys);
  }

  /** A token with these claims. */
  public static String token(String algorithm, String keyId, String claims, KeyPair keys) {
    String kid = keyId.isEmpty() ? "" : ",\"kid\":\"%s\"".formatted(keyId);
    String signed =
        Tokens.base64("{\"alg\":\"%s\"%s}".formatted(algorithm, kid)) + "." + Tokens.base64(claims);
    return signed + "." + base64(sign(algorithm, signed.getBytes(US_ASCII), keys));
  }

  private static byte[] sign(String algorithm, byte[] content, KeyPair keys) {
    try {
      Signature signature = Signature.getInstance(jca(algorithm));
      if (algorithm.equals("PS256")) {
        signature.setParameter(
            new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(keys.getPrivate());
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String jca(String algorithm) {
    return switch (algorithm) {
      case "RS256" -> "SHA256withRSA";
      case "RS512" -> "SHA512withRSA";
      case "PS256" -> "RSASSA-PSS";
      case "ES256" -> "SHA256withECDSAinP1363Format";
      case "ES384" -> "SHA384withECDSAinP1363Format";
      case "ES512" -> "SHA512withECDSAinP1363Format";
      default -> "Ed25519";
    };
  }

  static String pem(Key key) {
    String label = key instanceof PublicKey ? "PUBLIC KEY" : "PRIVATE KEY";
    return pem(label, key.getEncoded());
  }

  static String pem(String label, byte[] content) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, Base64.getMimeEncoder().encodeToString(content), label);
  }

  /** A set of these keys, each as {@link #jwk} writes it. */
  public static String jwks(String... jwks) {
    return Stream.of(jwks).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  /** The public part of a pair, with more members, as in {@code "kid", "1"}. */
  public static String jwk(KeyPair keys, String... more) {
    StringBuilder jwk = new StringBuilder("{").append(members(keys));
    for (int i = 0; i < more.length; i += 2) {
      jwk.append(",\"%s\":\"%s\"".formatted(more[i], more[i + 1]));
    }
    return jwk.append('}').toString();
  }

  private static String members(KeyPair keys) {
    return switch (keys.getPublic()) {
      case RSAPublicKey rsa ->
          "\"kty\":\"RSA\",\"n\":\"%s\",\"e\":\"%s\""
              .formatted(unsigned(rsa.getModulus(), 0), unsigned(rsa.getPublicExponent(), 0));
      case ECPublicKey ec -> {
        int bits = ec.getParams().getOrder().bitLength();
        int bytes = (bits + 7) / 8;
        yield "\"kty\":\"EC\",\"crv\":\"P-%d\",\"x\":\"%s\",\"y\":\"%s\""
            .formatted(
                bits,
                unsigned(ec.getW().getAffineX(), bytes),
                unsigned(ec.getW().getAffineY(), bytes));
      }
      case EdECPublicKey edwards -> {
        byte[] encoded = edwards.getEncoded();
        yield "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"%s\""
            .formatted(base64(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)));
      }
      default -> throw new AssertionError(keys.getPublic());
    };
  }

  private static String unsigned(BigInteger value, int bytes) {
    String hex = value.toString(16);
    int digits = Math.max(2 * bytes, hex.length() + hex.length() % 2);
    return base64(HexFormat.of().parseHex("0".repeat(digits - hex.length()) + hex));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static List<VerificationKey> verification(KeyPair... pairs) {
    return Stream.of(pairs).map(pair -> VerificationKey.of(pair.getPublic())).toList();
  }
}
