package dev.tidewire.loadtest.fleet;

/**
 * Makes a client read at most one buffer in each interval; an interval of 0: never again. Confined
 * to the client's loop.
 */
final class SlowReader {
  private final Client client;
  private final long intervalNanos;

  SlowReader(Client client, long intervalNanos) {
    this.client = client;
    this.intervalNanos = intervalNanos;
  }

  void begin() {
    client.readSlowly();
    next();
  }

  private void next() {
    if (intervalNanos > 0) {
      client.loop().at(System.nanoTime() + intervalNanos, this::read);
    }
  }

  private void read() {
    client.readOnce();
    next();
  }
}
