package dev.tidewire.server.config;

import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.auth.SigningKeys;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The secret of {@code --dev}: generated once and kept in the data folder, readable by its owner
 * only, so that tokens outlive a restart and {@code ./tidewire token --dev} makes ones that fit.
 */
final class DevSecret {
  private static final String FILE = "dev-secret";
  private static final int BYTES = 48;

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private DevSecret() {}

  /** The secret of this folder, which is made when it is not there. */
  static Secret in(Path folder) throws ConfigException {
    Path file = folder.resolve(FILE);
    try {
      Files.createDirectories(folder);
      if (!Files.exists(file)) {
        create(file);
      }
      restrict(file);
      return checked(file, Files.readString(file).strip());
    } catch (IOException e) {
      throw new ConfigException(
          List.of(
              "The development secret cannot be kept in %s. Choose another folder with --data-dir."
                  .formatted(file)));
    }
  }

  /** A secret for as long as the process lives. */
  static Secret generate() {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
  }

  /**
   * Writes beside the file and links it into place, so that of two processes that start at once one
   * wins, and neither sees half a secret.
   */
  private static void create(Path file) throws IOException {
    Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), FILE, ".new");
    try {
      restrict(draft);
      Files.writeString(draft, generate().value() + "\n", StandardCharsets.US_ASCII);
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      // The other process was first; its secret counts.
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void restrict(Path file) throws IOException {
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
  }

  private static Secret checked(Path file, String text) throws ConfigException {
    if (text.getBytes(StandardCharsets.UTF_8).length < SigningKeys.MIN_BYTES) {
      throw new ConfigException(
          List.of(
              "%s holds %d bytes, but a secret has at least %d. Delete it; a new one is made."
                  .formatted(file, text.length(), SigningKeys.MIN_BYTES)));
    }
    return new Secret(text);
  }
}
