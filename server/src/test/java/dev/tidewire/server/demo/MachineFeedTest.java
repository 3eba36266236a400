package dev.tidewire.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.demo.MachineReading.Flow;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class MachineFeedTest {
  private static final MachineReading READING =
      new MachineReading(
          0.42,
          List.of(0.5, 0.3),
          5,
          9,
          new Flow(1, 2),
          new Flow(3, 4),
          0.7,
          83,
          "name",
          "Debian 12",
          99);

  private final LinkedBlockingQueue<String> bodies = new LinkedBlockingQueue<>();
  private final List<String> keys = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(MachineFeed.class);
  private volatile int status = 200;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private HttpServer http;

  @BeforeEach
  void open() throws Exception {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext(
        "/api/publish",
        exchange -> {
          keys.add(exchange.getRequestHeaders().getFirst("Authorization"));
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    http.start();
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    http.stop(0);
    logger.detachAppender(log);
  }

  private URI internal() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  private MachineFeed feed(Supplier<Supplier<MachineReading>> machine) {
    return new MachineFeed(
        machine,
        internal().resolve("/api/publish"),
        new Secret("dev"),
        () -> new ServerFigures(6, 7),
        () -> Instant.ofEpochSecond(77));
  }

  private List<String> logged() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void publishesAReadingAsTheDashboardExpectsIt() throws Exception {
    try (MachineFeed feed = feed(() -> () -> READING)) {
      feed.publishOnce();
    }
    assertThat(bodies.poll())
        .isEqualTo(
            "{\"channel\":\"machine:host\",\"key\":\"name:77\",\"data\":{\"cpu\":0.42,\"cores\":[0.5,0.3],"
                + "\"memory\":{\"used\":5,\"total\":9},\"network\":{\"in\":1,\"out\":2},"
                + "\"disk\":{\"read\":3,\"write\":4},\"load\":0.7,\"processes\":83,"
                + "\"host\":\"name\",\"os\":\"Debian 12\",\"uptime\":99,"
                + "\"server\":{\"connections\":6,\"delivered\":7}}}");
    assertThat(keys).containsExactly("Bearer dev");
    assertThat(logged()).isEmpty();
  }

  @Test
  void logsAFailureOnceAndItsEndOnce() throws Exception {
    try (MachineFeed feed = feed(() -> () -> READING)) {
      status = 503;
      feed.publishOnce();
      feed.publishOnce();
      status = 200;
      feed.publishOnce();
      feed.publishOnce();
    }
    assertThat(logged())
        .containsExactly(
            "The dashboard gets no figures of this machine: the server answered with status 503.",
            "The dashboard gets figures of this machine again.");
  }

  @Test
  void survivesAMachineThatCannotBeRead() throws Exception {
    int[] opened = {0};
    Supplier<Supplier<MachineReading>> machine =
        () -> {
          if (opened[0]++ == 0) {
            throw new NoClassDefFoundError("com/sun/jna/Native");
          }
          return () -> READING;
        };
    try (MachineFeed feed = feed(machine)) {
      feed.publishOnce();
      assertThat(bodies).isEmpty();
      feed.publishOnce();
      assertThat(bodies).hasSize(1);
    }
    assertThat(logged()).hasSize(2);
  }

  @Test
  void readsThisMachineOnItsOwnThread() throws Exception {
    try (MachineFeed feed =
        MachineFeed.start(internal(), new Secret("dev"), () -> new ServerFigures(0, 0))) {
      assertThat(feed).isNotNull();
      String body = bodies.poll(30, TimeUnit.SECONDS);
      assertThat(body).isNotNull();
      JsonNode data = new ObjectMapper().readTree(body).get("data");
      assertThat(data.get("memory").get("total").asLong()).isPositive();
      assertThat(data.get("cores").size()).isPositive();
      assertThat(data.get("cpu").asDouble()).isBetween(0.0, 1.0);
      assertThat(data.get("os").asText()).isNotBlank();
    }
  }
}
