package dev.tidewire.server.auth;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;

/** A private key that signs tokens with the one algorithm of its kind. It never shows itself. */
public final class PrivateSigningKey {
  private final PrivateKey key;
  private final TokenAlgorithm algorithm;

  private PrivateSigningKey(PrivateKey key, TokenAlgorithm algorithm) {
    this.key = key;
    this.algorithm = algorithm;
  }

  /**
   * The key of a PEM file (PKCS #8, not encrypted).
   *
   * @throws IOException with a full sentence that names the file, when it cannot be used
   */
  public static PrivateSigningKey read(Path file) throws IOException {
    try {
      PrivateKey key = PemReader.privateKey(PublicKeyFiles.text(file));
      return new PrivateSigningKey(key, VerificationKey.algorithmOf(key));
    } catch (IllegalArgumentException e) {
      throw new IOException("%s cannot be used. %s".formatted(file, e.getMessage()), e);
    }
  }

  PrivateKey key() {
    return key;
  }

  TokenAlgorithm algorithm() {
    return algorithm;
  }
}
