package dev.tidewire.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidewire.server.auth.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DevSecretTest {
  @TempDir Path folder;

  @Test
  void keepsTheSecretForTheNextStart() throws Exception {
    Path data = folder.resolve("a/b");
    Secret first = DevSecret.in(data);
    assertThat(DevSecret.in(data)).isEqualTo(first);
    assertThat(first.bytes().length).isGreaterThanOrEqualTo(32);
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files).containsExactly(data.resolve("dev-secret"));
    }
    assertThat(DevSecret.in(folder.resolve("other"))).isNotEqualTo(first);
  }

  @Test
  void letsOnlyItsOwnerReadIt() throws Exception {
    Path file = folder.resolve("dev-secret");
    var _ = DevSecret.in(folder);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    var _ = DevSecret.in(folder);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void isTheSameForProcessesThatStartAtOnce() throws Exception {
    Callable<Secret> start = () -> DevSecret.in(folder);
    try (var threads = Executors.newFixedThreadPool(8)) {
      Set<Secret> secrets =
          threads.invokeAll(Stream.generate(() -> start).limit(32).toList()).stream()
              .map(future -> future.resultNow())
              .collect(Collectors.toSet());
      assertThat(secrets).hasSize(1);
    }
  }

  @Test
  void saysWhatToDoAboutASecretThatSomebodyCut() throws Exception {
    Path file = folder.resolve("dev-secret");
    Files.writeString(file, "short\n");
    assertThatThrownBy(() -> DevSecret.in(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "%s holds 5 bytes, but a secret has at least 32. Delete it; a new one is made."
                .formatted(file));
  }

  @Test
  void saysThatTheFolderCannotBeMade() throws Exception {
    Path file = folder.resolve("file");
    Files.writeString(file, "");
    assertThatThrownBy(() -> DevSecret.in(file.resolve("data")))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith("Choose another folder with --data-dir.");
  }
}
