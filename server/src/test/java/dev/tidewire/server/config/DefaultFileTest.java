package dev.tidewire.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DefaultFileTest {
  @TempDir Path folder;

  /** When this fails: ./tidewire print-config --default writes the file anew. */
  @Test
  void isWhatTheCatalogueSays() throws IOException {
    try (InputStream resource =
        DefaultFileTest.class.getResourceAsStream("/tidewire.default.yaml")) {
      assertThat(resource).isNotNull();
      assertThat(new String(resource.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(DefaultFile.render());
    }
  }

  @Test
  void changesNothingWhenItIsUsedAsItIs() throws Exception {
    Files.writeString(folder.resolve("t.yaml"), DefaultFile.render());
    Map<String, String> environment =
        Map.of(
            "TIDEWIRE_SECRET", "a-Rather-Long-0123456789-Token-Secret",
            "TIDEWIRE_API_KEY", "K3y-0123456789-api");
    ConfigLoader loader = new ConfigLoader(environment, folder);
    Flags withFile = new Flags(Map.of("config", List.of("t.yaml")), List.of(), List.of());
    assertThat(loader.load(withFile).serverConfig())
        .isEqualTo(loader.load(Flags.NONE).serverConfig());
  }

  @Test
  void leavesDevelopmentItsOwnDefaults() throws Exception {
    Files.writeString(folder.resolve("t.yaml"), DefaultFile.render());
    Map<String, List<String>> flags = Map.of("config", List.of("t.yaml"), "dev", List.of("true"));
    ServerConfig config =
        new ConfigLoader(Map.of(), folder)
            .load(new Flags(flags, List.of(), List.of()))
            .serverConfig();
    assertThat(config.listen().host()).isEqualTo("127.0.0.1");
    assertThat(config.storage().dataDir()).isPresent();
  }

  @Test
  void explainsEverySetting() {
    String file = DefaultFile.render();
    for (Setting<?> setting : Catalogue.ALL) {
      assertThat(file).containsPattern("(?m)^(# )?" + setting.name() + ": ");
      assertThat(setting.description()).endsWith(".");
    }
    assertThat(file.lines()).allMatch(line -> line.length() <= 100);
  }
}
