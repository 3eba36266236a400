package dev.tidewire.server.support.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The server binary that tests start: the one that {@code TIDEWIRE_TEST_REDIS_BINARY} names, else
 * {@code redis-server} or {@code valkey-server} on the path, else the Redis 7.0.15 that comes as a
 * Maven artifact.
 */
final class RedisBinary {
  private static final String CHOICE = "TIDEWIRE_TEST_REDIS_BINARY";
  private static final String BUNDLED = "bundled";
  private static final String VERSION = "7.0.15";
  private static final Path FOUND = find(System.getenv());

  private RedisBinary() {}

  /** The one for this run of the tests. */
  static Path path() {
    return FOUND;
  }

  /**
   * Looks for it.
   *
   * @param environment may name a path, a command on the path, or {@code bundled}
   */
  static Path find(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "");
    String choice = environment.getOrDefault(CHOICE, "");
    if (choice.equals(BUNDLED)) {
      return bundled();
    }
    if (!choice.isEmpty()) {
      Path named = Path.of(choice);
      return Optional.of(named)
          .filter(Files::isExecutable)
          .or(() -> onPath(choice, path))
          .orElseThrow(() -> new AssertionError(CHOICE + " names no executable: " + choice));
    }
    return onPath("redis-server", path)
        .or(() -> onPath("valkey-server", path))
        .orElseGet(RedisBinary::bundled);
  }

  private static Optional<Path> onPath(String name, String path) {
    return Stream.of(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Copies it out of its jar into the build folder, once. */
  private static Path bundled() {
    String name = "redis-server-" + VERSION + "-" + system() + "-" + architecture();
    Path target = Path.of("target", "embedded-redis", name).toAbsolutePath();
    if (Files.isExecutable(target)) {
      return target;
    }
    try (InputStream binary = RedisBinary.class.getResourceAsStream("/" + name)) {
      if (binary == null) {
        throw new AssertionError("No Redis: none is on the path, and none is bundled as " + name);
      }
      Files.createDirectories(target.getParent());
      Path part = Files.createTempFile(target.getParent(), name, ".part");
      Files.copy(binary, part, StandardCopyOption.REPLACE_EXISTING);
      if (!part.toFile().setExecutable(true)) {
        throw new IOException("Cannot make " + part + " executable");
      }
      return move(part, target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path move(Path part, Path target) throws IOException {
    try {
      return Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      return Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.contains("mac") ? "darwin" : "linux";
  }

  private static String architecture() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> "amd64";
      case "aarch64", "arm64" -> "arm64";
      case String other -> other;
    };
  }
}
