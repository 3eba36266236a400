package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.support.RunningServer;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies that come in time and bodies that do not, whoever reads them. */
final class BodyLimitsTest {
  private static final String BODY = "{\"channel\":\"chat:1\",\"data\":1}";

  @TempDir Path folder;
  private RunningServer server;

  @BeforeEach
  void start() {
    server = RunningServer.start(folder, "dev", "true", "body-timeout", "500ms");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void takesABodyInPiecesAndAnotherOnTheSameSocket() throws Exception {
    try (RawClient client = new RawClient(server.internalPort())) {
      for (int i = 0; i < 2; i++) {
        client.send(post("/api/publish", RunningServer.API_KEY, BODY.length()));
        client.send(BODY.substring(0, 5));
        client.send(BODY.substring(5));
        String head = client.readHead();
        assertThat(head).startsWith("HTTP/1.1 200 ");
        client.readHex(contentLength(head)); // epochs are of different lengths
      }
    }
    assertThat(slow()).isZero();
  }

  @Test
  void answersAPublishWhoseBodyDoesNotComeInTime() throws Exception {
    try (RawClient client = new RawClient(server.internalPort())) {
      client.send(post("/api/publish", RunningServer.API_KEY, BODY.length()));
      client.send(BODY.substring(1));
      assertThat(client.readHead())
          .startsWith("HTTP/1.1 408 ")
          .contains("application/problem+json", "Connection: close\r\n");
      assertThat(client.readHexToEnd()).isNotEmpty();
    }
    assertThat(slow()).isEqualTo(1);
    assertThat(server.metric("tidewire_api_publishes_total")).isZero();
  }

  @Test
  void answersAChunkedBodyThatDoesNotEnd() throws Exception {
    try (RawClient client = new RawClient(server.internalPort())) {
      client.send(
          "POST /api/publish HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
              + ("Authorization: Bearer " + RunningServer.API_KEY + "\r\n\r\n1d\r\n" + BODY));
      assertThat(client.readHead()).startsWith("HTTP/1.1 408 ");
    }
    assertThat(slow()).isEqualTo(1);
  }

  /** Without a key, too, nobody may hold a socket with a body that never comes. */
  @Test
  void cutsWhoIsRefusedAndGoesOnSending() throws Exception {
    try (RawClient client = new RawClient(server.internalPort())) {
      client.send(post("/api/publish", "wrong", 100) + "x");
      assertThat(client.readHead()).startsWith("HTTP/1.1 401 ");
      client.readHexToEnd();
    }
    assertThat(slow()).isEqualTo(1);
  }

  @Test
  void cutsABodyThatNobodyReads() throws Exception {
    try (RawClient client = new RawClient(server.internalPort())) {
      client.send(post("/nowhere", "", 100) + "x");
      assertThat(client.readHexToEnd()).isEmpty();
    }
    assertThat(slow()).isEqualTo(1);
  }

  @Test
  void answersATokenRequestWhoseBodyDoesNotComeInTime() throws Exception {
    String request = "POST /dev/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    String body = "{\"user\":\"alice\"}";
    try (RawClient client = new RawClient(server.port());
        RawClient slow = new RawClient(server.port())) {
      client.send(request + "Content-Length: " + body.length() + "\r\n\r\n" + body);
      assertThat(client.readHead()).startsWith("HTTP/1.1 200 ");
      slow.send(request + "Content-Length: " + (body.length() + 1) + "\r\n\r\n" + body);
      assertThat(slow.readHead()).startsWith("HTTP/1.1 408 ");
    }
    assertThat(slow()).isEqualTo(1);
  }

  private double slow() {
    return server.metric("tidewire_http_slow_bodies_total");
  }

  private static String post(String path, String key, int length) {
    return "POST %s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n"
        .formatted(path, key, length);
  }

  private static int contentLength(String head) {
    Matcher length = Pattern.compile("Content-Length: ([0-9]+)\r\n").matcher(head);
    assertThat(length.find()).isTrue();
    return Integer.parseInt(length.group(1));
  }
}
