package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidewire.server.support.RunningServer;
import dev.tidewire.server.support.WireClient;
import dev.tidewire.server.support.process.Release;
import dev.tidewire.server.support.process.ServerProcess;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data folder of a lone server, handed from one release to the next one and back. */
final class DataFolderUpgradeTest {
  private static final String ROOM = "chat:room";

  @TempDir Path folder;

  @Test
  void isReadByTheNextReleaseAndByTheOneBeforeAgain() {
    Release previous = Release.previous();
    try (ServerProcess server = ServerProcess.start(previous, "data-dir", folder.toString())) {
      server.awaitReady();
      String first = publish(server, "1", "key-1");
      publish(server, "2", "key-2");

      server.terminate();
      assertThat(server.awaitExit()).isZero();
      server.startAgain(Release.CURRENT).awaitReady();
      assertThat(publish(server, "1", "key-1")).isEqualTo(first);
      assertHistory(server, "1", "2");
      String third = publish(server, "3", "key-3");

      server.kill();
      server.startAgain(previous).awaitReady();
      assertThat(publish(server, "1", "key-1")).isEqualTo(first);
      assertThat(publish(server, "3", "key-3")).isEqualTo(third);
      publish(server, "4", "key-4");
      assertHistory(server, "1", "2", "3", "4");
      assertResumes(server, first);
    }
  }

  private static String publish(ServerProcess server, String data, String key) {
    HttpResponse<String> response =
        server.post(
            "/api/publish",
            "{\"channel\":\"%s\",\"data\":%s,\"key\":\"%s\"}".formatted(ROOM, data, key));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static void assertHistory(ServerProcess server, String... data) {
    try (WireClient client = connect(server)) {
      JsonNode page = client.ok("{\"history\":{\"channel\":\"" + ROOM + "\"}}");
      assertThat(page.get("messages").findValuesAsText("data")).containsExactly(data);
    }
  }

  /** A client that has been away all the time. */
  private static void assertResumes(ServerProcess server, String position) {
    try (WireClient client = connect(server)) {
      JsonNode reply =
          client.ok(
              "{\"subscribe\":{\"channel\":\"%s\",\"since\":{\"epoch\":%s,\"offset\":1}}}"
                  .formatted(ROOM, RunningServer.json(position).get("epoch")));
      assertThat(reply.get("recovered").asBoolean()).isTrue();
      assertThat(reply.get("messages").findValuesAsText("offset")).containsExactly("2", "3", "4");
    }
  }

  private static WireClient connect(ServerProcess server) {
    WireClient client = WireClient.open(server.port());
    client.ok("{\"connect\":{\"token\":\"" + ServerProcess.token("alice") + "\"}}");
    return client;
  }
}
