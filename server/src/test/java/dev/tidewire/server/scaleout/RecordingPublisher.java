package dev.tidewire.server.scaleout;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidewire.server.checker.Event;
import dev.tidewire.server.checker.Mark;
import dev.tidewire.server.support.process.ServerProcess;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A back end that publishes one message after the other, retries each with its idempotency key on
 * the next node until it knows how it ended, and logs that for the checker.
 *
 * <p>There is never more than one publish under way, so that fields pass from one to the next.
 */
final class RecordingPublisher {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int MAX_ATTEMPTS = 60;
  private static final long RETRY_MILLIS = 200;

  private final Crew crew;
  private final String name;
  private final List<URI> nodes;
  private final List<String> channels;
  private final long everyMillis;
  private final AtomicLong acknowledged = new AtomicLong();
  private final Map<String, Mark> tops = new ConcurrentHashMap<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();
  private volatile boolean stopping;
  private volatile @Nullable String lastRefusal;
  private int number;

  RecordingPublisher(
      Crew crew, String name, List<URI> nodes, List<String> channels, Duration every) {
    this.crew = crew;
    this.name = name;
    this.nodes = nodes;
    this.channels = channels;
    this.everyMillis = every.toMillis();
  }

  /** Begins, and goes on until it is told to stop. */
  void start() {
    if (stopping) {
      done.complete(null);
      return;
    }
    String channel = channels.get(number % channels.size());
    Attempt attempt = new Attempt(channel, name + "-" + ++number);
    var _ = attempt.result.thenRun(() -> crew.later(everyMillis, this::start));
    attempt.begin();
  }

  /** Lets the publish under way end, and then no other begins. */
  CompletableFuture<Void> stop() {
    stopping = true;
    return done;
  }

  /** How many were acknowledged. */
  long acknowledged() {
    return acknowledged.get();
  }

  /** The newest position that was acknowledged, of each channel. */
  Map<String, Mark> tops() {
    return tops;
  }

  @Override
  public String toString() {
    return name + ": " + acknowledged + " acknowledged, last refusal: " + lastRefusal;
  }

  /** One publish with all its retries. */
  private final class Attempt {
    final CompletableFuture<Void> result = new CompletableFuture<>();
    private final String channel;
    private final String id;
    private int tries;
    private boolean inDoubt;

    Attempt(String channel, String id) {
      this.channel = channel;
      this.id = id;
    }

    void begin() {
      crew.log(at -> new Event.PublishInvoked(at, name, channel, id));
      send();
    }

    private void send() {
      URI node = nodes.get((number + tries++) % nodes.size());
      String body =
          "{\"channel\":\"%s\",\"data\":{\"id\":\"%s\"},\"key\":\"%s\"}".formatted(channel, id, id);
      HttpRequest request =
          HttpRequest.newBuilder(node)
              .timeout(PATIENCE)
              .header("Authorization", "Bearer " + ServerProcess.API_KEY)
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(body))
              .build();
      var _ = crew.http().sendAsync(request, BodyHandlers.ofString()).handle(this::answered);
    }

    private @Nullable Void answered(
        @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
      if (response == null) {
        inDoubt = true;
        retry(String.valueOf(failure));
        return null;
      }
      JsonNode body = parse(response.body());
      if (response.statusCode() == 200) {
        succeed(body);
      } else if (body.path("retry").asBoolean() || response.statusCode() >= 500) {
        inDoubt |= !body.path("code").asText().equals("unavailable");
        retry(response.body());
      } else {
        refuse(body.path("code").asText());
      }
      return null;
    }

    private void succeed(JsonNode body) {
      Mark mark = new Mark(body.path("epoch").asText(), body.path("offset").asLong());
      crew.log(at -> new Event.PublishOk(at, name, channel, id, Optional.of(mark)));
      acknowledged.incrementAndGet();
      tops.put(channel, mark);
      result.complete(null);
    }

    private void retry(String why) {
      lastRefusal = why;
      if (tries < MAX_ATTEMPTS) {
        crew.later(Crew.jitter(RETRY_MILLIS), this::send);
      } else {
        refuse("gave_up");
      }
    }

    private void refuse(String code) {
      lastRefusal = code;
      crew.log(at ->
          inDoubt
              ? new Event.PublishUnknown(at, name, channel, id, code)
              : new Event.PublishFailed(at, name, channel, id, code));
      result.complete(null);
    }
  }

  private static JsonNode parse(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode(); // Somebody between us and the server answered.
    }
  }
}
