package dev.tidewire.server.scaleout;

import dev.tidewire.server.checker.Event;
import dev.tidewire.server.checker.Mark;
import dev.tidewire.server.support.process.ServerProcess;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that subscribes to channels, comes back wherever it can, resumes by position, and logs
 * everything that it sees for the checker. It obeys {@code draining} and the close codes as {@code
 * docs/protocol.md} asks of every client.
 *
 * <p>Guarded by its own lock.
 */
final class RecordingClient {
  /** What a client does when its node tells it to leave. */
  enum Manners {
    /** It leaves within the time that it was given. */
    LEAVES_WHEN_TOLD,
    /** It knows close codes only, and stays until it is closed. */
    WAITS_FOR_THE_CLOSE
  }

  private static final long FIRST_DELAY_MILLIS = 100;
  private static final long LONGEST_DELAY_MILLIS = 2_000;
  private static final int LOWEST_FINAL_CODE = 4500;

  /** Codes of RFC 6455 that another attempt would only repeat. */
  private static final Set<Integer> FINAL_CODES = Set.of(1002, 1003, 1007, 1008, 1009);

  private final Crew crew;
  private final String name;
  private final String token;
  private final Manners manners;
  private final Supplier<URI> node;
  private final Map<String, Optional<Mark>> positions = new LinkedHashMap<>();
  private @Nullable Conversation current;
  private @Nullable String failure;
  private boolean stopped;
  private long delayMillis = FIRST_DELAY_MILLIS;

  /**
   * A client that has not connected yet.
   *
   * @param node where the next attempt goes
   */
  RecordingClient(
      Crew crew, String name, Manners manners, Supplier<URI> node, List<String> channels) {
    this.crew = crew;
    this.name = name;
    this.manners = manners;
    this.node = node;
    this.token = ServerProcess.token(name);
    channels.forEach(channel -> positions.put(channel, Optional.empty()));
  }

  String name() {
    return name;
  }

  String token() {
    return token;
  }

  Manners manners() {
    return manners;
  }

  /** Connects, and again whenever it must. */
  void start() {
    Conversation next;
    synchronized (this) {
      if (stopped) {
        return;
      }
      next = new Conversation(this, crew, positions);
      current = next;
    }
    var _ =
        crew.http()
            .newWebSocketBuilder()
            .subprotocols("tidewire.v1")
            .buildAsync(node.get(), next)
            .whenComplete((_, failed) -> {
              if (failed != null) {
                retry();
              }
            });
  }

  /** Leaves for good. */
  void stop() {
    Conversation left;
    synchronized (this) {
      stopped = true;
      left = current;
    }
    if (left != null) {
      left.leave();
    }
  }

  /** Whether it is subscribed to all its channels. */
  synchronized boolean isLive() {
    return current != null && current.isLive();
  }

  /** Whether it is live and has come so far in each of these channels, or further. */
  synchronized boolean hasReached(Map<String, Mark> marks) {
    return isLive()
        && marks.entrySet().stream()
            .allMatch(entry ->
                positions
                    .get(entry.getKey())
                    .filter(mark -> mark.epoch().equals(entry.getValue().epoch()))
                    .filter(mark -> mark.offset() >= entry.getValue().offset())
                    .isPresent());
  }

  /** Logs where it stands, when everything has come to rest. */
  synchronized void logStands() {
    positions.forEach((channel, position) ->
        crew.log(at -> new Event.Stands(at, name, channel, position.orElseThrow())));
  }

  /** What a well-behaved server would not have done to it. */
  synchronized Optional<String> failure() {
    return Optional.ofNullable(failure).map(what -> name + ": " + what);
  }

  @Override
  public synchronized String toString() {
    return name + (isLive() ? " live at " : " away at ") + positions;
  }

  /** It is live again. Called under the lock, as the next ones are. */
  void connected() {
    delayMillis = FIRST_DELAY_MILLIS;
  }

  /** A bug of the server's; the test will say so. */
  void fail(String what) {
    failure = what;
    stopped = true;
  }

  /** A conversation is over. */
  void ended(Conversation conversation, int code) {
    if (conversation != current) {
      return;
    }
    if (code >= LOWEST_FINAL_CODE || FINAL_CODES.contains(code)) {
      fail("It was closed with " + code);
    }
    retry();
  }

  /** Tries again after a time that is random between nothing and a bound that doubles. */
  private synchronized void retry() {
    if (stopped) {
      return;
    }
    long delay = Crew.jitter(delayMillis);
    delayMillis = Math.min(LONGEST_DELAY_MILLIS, delayMillis * 2);
    crew.later(delay, this::start);
  }
}
