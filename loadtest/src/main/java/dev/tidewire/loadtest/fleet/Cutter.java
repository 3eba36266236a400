package dev.tidewire.loadtest.fleet;

/**
 * A bad network: it resets each connection after a random while, exponentially distributed, and
 * lets the client come back a while later. One object serves all loops; {@link #stop} is
 * thread-safe.
 */
public final class Cutter {
  private final long meanNanos;
  private final long awayNanos;
  private volatile boolean stopped;

  Cutter(long meanNanos, long awayNanos) {
    this.meanNanos = meanNanos;
    this.awayNanos = awayNanos;
  }

  /** Client's loop only. */
  void begin(Client client) {
    long until = (long) (client.random().nextExponential() * meanNanos);
    client.loop().at(System.nanoTime() + until, () -> cut(client));
  }

  private void cut(Client client) {
    if (!stopped) {
      client.cut(awayNanos);
      begin(client);
    }
  }

  /** Cuts no more. */
  public void stop() {
    stopped = true;
  }
}
