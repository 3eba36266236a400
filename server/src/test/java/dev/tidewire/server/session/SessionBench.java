package dev.tidewire.server.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidewire.server.auth.Capabilities;
import dev.tidewire.server.auth.Principal;
import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.auth.TokenVerifier;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.channel.FeedOptions;
import dev.tidewire.server.channel.Namespace;
import dev.tidewire.server.channel.Namespaces;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.metrics.ChannelMetrics;
import dev.tidewire.server.metrics.DrainMetrics;
import dev.tidewire.server.metrics.HubMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.SessionMetrics;
import dev.tidewire.server.presence.memory.MemoryPresence;
import dev.tidewire.server.protocol.JsonCodec;
import dev.tidewire.server.protocol.UserId;
import dev.tidewire.server.websocket.ClientFrames;
import dev.tidewire.server.websocket.FakePeer;
import dev.tidewire.server.websocket.LoopHarness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The sessions of a loop without a thread; a client's token is the name of its user. */
final class SessionBench {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final Namespace CHAT = namespace("chat", Namespace.Flush.GATHERED);

  /** As chat, but what is said in it does not wait for others. */
  private static final Namespace GAME = namespace("game", Namespace.Flush.PROMPT);

  final LoopHarness harness = new LoopHarness();
  final Metrics metrics = new Metrics();
  final DrainMetrics drainMetrics = new DrainMetrics(metrics);
  final HeldBroker broker = new HeldBroker();
  final Revocations revocations = new Revocations(() -> NOW);
  final Hub hub = new Hub(harness.loop(), harness.loop()::executeNextTick, new HubMetrics(metrics));
  final Sessions sessions;
  private final JsonCodec codec = new JsonCodec();

  SessionBench() {
    Channels channels =
        new Channels(
            new Namespaces(Map.of("chat", CHAT, "game", GAME)),
            broker,
            new MemoryPresence(),
            FeedOptions.embedded(),
            InstantSource.system(),
            List.of(hub),
            1000,
            new ChannelMetrics(metrics));
    TokenVerifier verifier = token -> CompletableFuture.completedStage(principal(token));
    sessions =
        new Sessions(
            harness.loop(),
            hub,
            channels,
            verifier,
            revocations,
            new SessionOptions(
                Duration.ofSeconds(10),
                10,
                100,
                200,
                Duration.ZERO,
                Duration.ofSeconds(25),
                64 * 1024,
                1024 * 1024),
            "n-1",
            () -> NOW,
            new SessionMetrics(metrics));
  }

  private static Namespace namespace(String name, Namespace.Flush flush) {
    return new Namespace(
        name,
        new Retention(100, Duration.ofHours(1), Duration.ofMinutes(1)),
        Namespace.PresenceMode.OFF,
        Namespace.Publishers.CLIENTS,
        1000,
        flush);
  }

  private static Principal principal(String user) {
    UserId id = new UserId(user);
    return new Principal(
        id,
        NOW.plus(Duration.ofDays(1)),
        NOW,
        new TokenId("token-of-" + user),
        null,
        Capabilities.compile(Map.of("*", List.of("*")), id));
  }

  /** A client whose socket is open. */
  Client open() {
    return new Client(
        harness.connect(
            LoopHarness.quietOptions(),
            connection -> sessions.open(connection, codec, Optional.empty())));
  }

  /** A client that is connected. */
  Client connect(String user) {
    Client client = open();
    client.says("{\"id\":1,\"connect\":{\"token\":\"%s\"}}".formatted(user));
    client.hears();
    return client;
  }

  /** The value of a metric, by its whole name with labels. */
  double metric(String name) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .sum();
  }

  /** The other end of one connection. */
  static final class Client {
    private final FakePeer peer;

    Client(FakePeer peer) {
      this.peer = peer;
    }

    void says(String json) {
      peer.sendText(json);
    }

    /** Sends a close frame, of its own accord or as an answer. */
    void closes(int code) {
      peer.send(ClientFrames.close(code));
    }

    boolean isCut() {
      return peer.isCut();
    }

    /** Each write to it takes so long. */
    void slowDown(Duration write) {
      peer.slowDown(write);
    }

    /** The socket takes so many bytes until it takes all again. */
    void takes(int bytes) {
      peer.take(bytes);
    }

    void takesAll() {
      peer.takeAll();
    }

    /** What came since the last call: messages as they are, a close as its code. */
    List<String> hears() {
      ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(peer.received()));
      List<String> heard = new ArrayList<>();
      while (bytes.hasRemaining()) {
        int opcode = bytes.get() & 0xf;
        int length = bytes.get();
        if (length == 126) {
          length = bytes.getShort() & 0xffff;
        }
        byte[] payload = new byte[length];
        bytes.get(payload);
        heard.add(
            opcode == 8
                ? String.valueOf(ByteBuffer.wrap(payload).getShort())
                : new String(payload, StandardCharsets.UTF_8));
      }
      return heard;
    }

    /** The only message that came since the last call. */
    JsonNode hearsOne() {
      List<String> heard = hears();
      if (heard.size() != 1) {
        throw new AssertionError("One message was expected, not " + heard);
      }
      try {
        return JSON.readTree(heard.getFirst());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
