package dev.tidewire.server.support.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReleaseTest {
  @TempDir Path folder;

  @Test
  void takesTheJarThatIsNamed() throws IOException {
    Path jar = Files.createFile(folder.resolve("a.jar"));

    assertThat(Release.find(Map.of("TIDEWIRE_PREVIOUS_JAR", jar.toString()))).contains(jar);
  }

  @Test
  void doesNotSkipWhenANamedJarIsMissing() {
    String missing = folder.resolve("none.jar").toString();

    assertThatThrownBy(() -> Release.find(Map.of("TIDEWIRE_PREVIOUS_JAR", missing)))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(missing);
  }

  @Test
  void takesWhatWasBuiltOfTheCommitThatTheProjectNames() throws IOException {
    Map<String, String> environment = Map.of("TIDEWIRE_UPGRADE_CACHE", folder.toString());
    assertThat(Release.find(environment)).isEmpty();
    String commit = Files.readString(Path.of("..", "deploy", "upgrade", "previous")).strip();
    Path release = Files.createDirectories(folder.resolve(commit).resolve("tidewire"));
    Path jar = Files.createFile(release.resolve("tidewire-server.jar"));

    assertThat(Release.find(environment)).contains(jar);
  }
}
