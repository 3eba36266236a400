package dev.tidewire.server.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads keys from files. The messages of its exceptions hold nothing of a key. */
public final class PublicKeyFiles {
  /** The largest file that is read. */
  static final int MAX_BYTES = 1 << 20;

  private PublicKeyFiles() {}

  /**
   * The keys of all of the files.
   *
   * @throws IOException with a full sentence that names the file, when one cannot be used
   */
  public static List<VerificationKey> read(List<Path> files) throws IOException {
    List<VerificationKey> keys = new ArrayList<>();
    for (Path file : files) {
      keys.addAll(read(file));
    }
    return List.copyOf(keys);
  }

  /**
   * The keys of a file: PEM or JWKS.
   *
   * @throws IOException with a full sentence that names the file, when it cannot be used
   */
  public static List<VerificationKey> read(Path file) throws IOException {
    String text = text(file);
    try {
      return text.stripLeading().startsWith("{") ? jwks(text) : PemReader.publicKeys(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("%s cannot be used. %s".formatted(file, e.getMessage()), e);
    }
  }

  private static List<VerificationKey> jwks(String text) {
    JwkSetReader.Found found = JwkSetReader.read(text);
    if (!found.problems().isEmpty()) {
      throw new IllegalArgumentException(found.problems().getFirst());
    }
    if (found.keys().isEmpty()) {
      throw new IllegalArgumentException("It is a JWKS without a key that tokens are signed with.");
    }
    return found.keys();
  }

  /**
   * The text of a file of keys.
   *
   * @throws IOException with a full sentence that names the file
   */
  static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("%s has more than %d bytes.".formatted(file, MAX_BYTES));
      }
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      throw new IOException("%s does not exist.".formatted(file), e);
    } catch (FileSystemException e) {
      throw new IOException("%s cannot be read.".formatted(file), e);
    }
  }
}
