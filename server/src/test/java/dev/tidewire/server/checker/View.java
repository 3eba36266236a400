package dev.tidewire.server.checker;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One client's sight of one channel: where it stands, and whether anything may come. */
final class View {
  private final String client;
  private final String channel;
  private boolean subscribed;
  private @Nullable Mark position;
  private @Nullable Mark promised;
  private boolean forbidden;
  private long barredFrom = Long.MAX_VALUE;

  View(String client, String channel) {
    this.client = client;
    this.channel = channel;
  }

  @Override
  public String toString() {
    return client + " on " + channel;
  }

  String channel() {
    return channel;
  }

  boolean isSubscribed() {
    return subscribed;
  }

  Optional<Mark> position() {
    return Optional.ofNullable(position);
  }

  /** It listens from here on; the reply brings everything up to what it promised. */
  void subscribe(@Nullable Mark from, @Nullable Mark promise) {
    subscribed = true;
    position = from;
    promised = promise;
  }

  void moveTo(Mark mark) {
    position = mark;
  }

  /** It was told that continuity is lost. */
  void reset(Mark mark) {
    position = mark;
    promised = mark;
  }

  void end() {
    subscribed = false;
  }

  /** What the last reply promised and has not brought. */
  Optional<Mark> brokenPromise() {
    boolean kept =
        promised == null
            || position == null
            || !position.epoch().equals(promised.epoch())
            || position.offset() >= promised.offset();
    return kept ? Optional.empty() : Optional.ofNullable(promised);
  }

  void forbid() {
    forbidden = true;
  }

  boolean isForbidden() {
    return forbidden;
  }

  void barFrom(long at) {
    barredFrom = Math.min(barredFrom, at);
  }

  boolean isBarredAt(long at) {
    return at > barredFrom;
  }
}
