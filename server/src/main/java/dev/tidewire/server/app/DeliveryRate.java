package dev.tidewire.server.app;

import dev.tidewire.server.demo.ServerFigures;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the dashboard shows of the server: its connections, and the deliveries per second since the
 * last question. Confined to the feed's thread.
 */
final class DeliveryRate implements Supplier<ServerFigures> {
  private static final double NANOS_PER_SECOND = 1e9;

  private final IntSupplier connections;
  private final LongSupplier deliveries;
  private long lastDeliveries;
  private long lastAsked = System.nanoTime();

  DeliveryRate(IntSupplier connections, LongSupplier deliveries) {
    this.connections = connections;
    this.deliveries = deliveries;
  }

  @Override
  public ServerFigures get() {
    long now = System.nanoTime();
    long total = deliveries.getAsLong();
    double seconds = Math.max(1, now - lastAsked) / NANOS_PER_SECOND;
    long rate = Math.round((total - lastDeliveries) / seconds);
    lastDeliveries = total;
    lastAsked = now;
    return new ServerFigures(connections.getAsInt(), rate);
  }
}
