package dev.tidewire.server.websocket;

/**
 * All deadlines of one connection in one entry of the timing wheel: the next heartbeat, the peer's
 * silence, a queue without progress and the close handshake. Signs of life only set a field; the
 * entry looks at it when it expires. Confined to the loop.
 */
final class Liveness extends WheelEntry {
  private final Connection connection;
  private final Loop loop;
  private final ConnectionOptions options;

  private long heartbeatAt;
  private long heardAt;

  /** When the socket last took a byte of a queue that it does not take whole. */
  private long progressAt;

  private boolean stalled;
  private long closeBy;
  private boolean closing;

  Liveness(Connection connection, Loop loop, ConnectionOptions options) {
    this.connection = connection;
    this.loop = loop;
    this.options = options;
  }

  /** The first heartbeat comes at a random time, so that connections spread. */
  void start() {
    long now = loop.nanoTime();
    heardAt = now;
    heartbeatAt = now + loop.random().nextLong(options.heartbeat().toNanos());
    reschedule(now);
  }

  /** The peer sent something. */
  void heard() {
    heardAt = loop.nanoTime();
  }

  /** The socket took something, but not all. */
  void progressed() {
    progressAt = loop.nanoTime();
    if (!stalled) {
      stalled = true;
      reschedule(progressAt);
    }
  }

  /** The socket took everything. */
  void drained() {
    stalled = false;
  }

  /** The close handshake has begun; only its deadline counts from now on. */
  void closing() {
    if (!closing) {
      long now = loop.nanoTime();
      closing = true;
      closeBy = now + options.closeTimeout().toNanos();
      reschedule(now);
    }
  }

  void stop() {
    loop.cancel(this);
  }

  @Override
  void expire() {
    long now = loop.nanoTime();
    if (closing) {
      if (now - closeBy >= 0) {
        connection.closeTimedOut();
        return;
      }
    } else if (now - silentAt() >= 0 && !connection.hasSignOfLife()) {
      connection.silent();
      return;
    } else if (stalled && now - stuckAt() >= 0) {
      connection.stuck();
      return;
    } else if (now - heartbeatAt >= 0) {
      advanceHeartbeat(now);
      connection.heartbeat();
    }
    reschedule(now);
  }

  /**
   * Keeps the phase, so that ticks that come late do not add up; what was slept over is left out.
   */
  private void advanceHeartbeat(long now) {
    long interval = options.heartbeat().toNanos();
    heartbeatAt += interval;
    if (heartbeatAt - now <= 0) {
      heartbeatAt = now + interval;
    }
  }

  private long silentAt() {
    return heardAt + options.heartbeat().toNanos() + options.pongTimeout().toNanos();
  }

  private long stuckAt() {
    return progressAt + options.maxQueueAge().toNanos();
  }

  private void reschedule(long now) {
    if (connection.isClosed()) {
      return;
    }
    long delay;
    if (closing) {
      delay = closeBy - now;
    } else {
      delay = Math.min(heartbeatAt - now, silentAt() - now);
      if (stalled) {
        delay = Math.min(delay, stuckAt() - now);
      }
    }
    loop.schedule(this, delay);
  }
}
