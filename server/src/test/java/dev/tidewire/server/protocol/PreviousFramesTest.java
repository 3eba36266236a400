package dev.tidewire.server.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidewire.server.support.process.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Clients are older than servers: what the previous release's clients send means the same as
 * before, and what they were sent is still there in what they are sent now.
 */
class PreviousFramesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FRAMES = Path.of("..", "docs", "protocol", "frames");

  private static Path previous;

  @BeforeAll
  static void find() {
    previous = Release.previousFrames();
  }

  @Test
  void understandsEveryRequestAsBefore() throws Exception {
    Codec codec = new JsonCodec();
    List<Path> requests = files("client.");
    assertThat(requests).isNotEmpty();
    for (Path file : requests) {
      String name = file.getFileName().toString().replaceAll("^client\\.|\\.json$", "");
      byte[] frame = Files.readString(file).stripTrailing().getBytes(UTF_8);
      assertThat(codec.decode(frame, 0, frame.length))
          .as(name)
          .isNotInstanceOf(RequestFrame.Refused.class)
          .isEqualTo(GoldenFramesTest.meaning(name));
    }
  }

  @Test
  void leavesNothingOutOfWhatItSends() throws IOException {
    List<Path> frames = files("server.");
    assertThat(frames).isNotEmpty();
    for (Path file : frames) {
      JsonNode before = JSON.readTree(file.toFile());
      JsonNode now = JSON.readTree(FRAMES.resolve(file.getFileName()).toFile());
      assertContains(file.getFileName().toString(), now, before);
    }
  }

  /** Everything is still there, with the same value; objects may have gained fields. */
  private static void assertContains(String where, JsonNode now, JsonNode before) {
    if (before.isObject()) {
      before
          .properties()
          .forEach(field -> {
            assertThat(now.has(field.getKey())).as("%s has %s", where, field.getKey()).isTrue();
            assertContains(where + "." + field.getKey(), now.get(field.getKey()), field.getValue());
          });
    } else if (before.isArray()) {
      assertThat(now).as(where).hasSize(before.size());
      for (int i = 0; i < before.size(); i++) {
        assertContains(where + "." + i, now.get(i), before.get(i));
      }
    } else {
      assertThat(now).as(where).isEqualTo(before);
    }
  }

  private static List<Path> files(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(previous)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }
}
