package dev.tidewire.loadtest.fleet;

import java.util.concurrent.CompletableFuture;

/**
 * Decides when the next message is sent. Confined to the publishers' loop, except for the methods
 * that say otherwise.
 *
 * <p>An open loop: message <i>k</i> is due at <i>start + k / rate</i> (or with its burst, at the
 * moment of the burst's first), whatever became of the ones before it, and carries that moment, so
 * that a server that stalls cannot make the load wait with it (coordinated omission). Without a
 * rate it is a closed loop: each publisher sends when one of its answers came.
 */
public final class Pacer {
  /** After so many messages in one go, the loop looks at its sockets. */
  private static final int AT_ONCE = 256;

  /** How long a flood waits before it tries again when no publisher has room. */
  private static final long RETRY_NANOS = 5_000_000;

  private final Publishing publishing;
  private final double rate;
  private final Schedule schedule;
  private long start;
  private long sent;
  private boolean stopped;

  /**
   * A pacer.
   *
   * @param rate messages per second; infinite: as fast as answers come
   * @param burst how many messages are due at the same moment
   */
  public Pacer(Publishing publishing, double rate, int burst) {
    this.publishing = publishing;
    this.rate = rate;
    this.schedule = new Schedule(rate, burst);
  }

  private boolean isFlood() {
    return Double.isInfinite(rate);
  }

  /** Begins. Thread-safe. */
  public void start() {
    publishing.place().loop().execute(this::begin);
  }

  private void begin() {
    start = System.nanoTime();
    if (isFlood()) {
      publishing.whenAnswered(this::flood);
      retry();
    } else {
      tick();
    }
  }

  private void retry() {
    if (!stopped) {
      flood();
      publishing.place().loop().at(System.nanoTime() + RETRY_NANOS, this::retry);
    }
  }

  private void flood() {
    int refused = 0;
    for (int i = 0; i < AT_ONCE && refused < publishing.lanes().channels() && !stopped; i++) {
      int channel = channel();
      int lane = lane(channel);
      if (publishing.hasRoom(channel, lane)) {
        publishing.send(channel, lane, System.nanoTime());
        refused = 0;
      } else {
        refused++;
      }
      sent++;
    }
  }

  private void tick() {
    long now = System.nanoTime();
    for (int i = 0; i < AT_ONCE && !stopped; i++) {
      long due = due();
      if (due - now > 0) {
        break;
      }
      publishing.late(due, now - due);
      int channel = channel();
      publishing.send(channel, lane(channel), due);
      sent++;
    }
    if (!stopped) {
      publishing.place().loop().at(due(), this::tick);
    }
  }

  private long due() {
    return start + schedule.due(sent);
  }

  private int channel() {
    return (int) (sent % publishing.lanes().channels());
  }

  private int lane(int channel) {
    return (int) (sent / publishing.lanes().channels() % publishing.lanes().lanesOf(channel));
  }

  /** Sends no more. Thread-safe. */
  public void stop() {
    publishing.place().loop().execute(() -> stopped = true);
  }

  /** How many publishers are connected. Thread-safe. */
  public CompletableFuture<Integer> readyPublishers() {
    CompletableFuture<Integer> ready = new CompletableFuture<>();
    publishing.place().loop().execute(() -> ready.complete(publishing.ready()));
    return ready;
  }

  /** How many messages wait for an answer. Thread-safe. */
  public CompletableFuture<Integer> waiting() {
    CompletableFuture<Integer> waiting = new CompletableFuture<>();
    publishing.place().loop().execute(() -> waiting.complete(publishing.waiting()));
    return waiting;
  }

  /** Gives up on all answers that have not come. Thread-safe. */
  public CompletableFuture<Boolean> giveUp() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    publishing
        .place()
        .loop()
        .execute(() -> {
          publishing.giveUp();
          done.complete(true);
        });
    return done;
  }
}
