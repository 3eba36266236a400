package dev.tidewire.server.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Writes files of public keys, as PEM. */
final class KeyFiles {
  private KeyFiles() {}

  static void write(Path folder, String... names) throws Exception {
    byte[] key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded();
    for (String name : names) {
      Files.writeString(
          folder.resolve(name),
          "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
              .formatted(Base64.getEncoder().encodeToString(key)));
    }
  }
}
