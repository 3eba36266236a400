package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.driver.Driver;
import dev.tidewire.loadtest.measure.Collector;
import dev.tidewire.loadtest.measure.Reasons;
import dev.tidewire.loadtest.measure.Stamp;
import dev.tidewire.loadtest.measure.Window;
import dev.tidewire.loadtest.net.Compression;
import dev.tidewire.loadtest.net.Endpoint;
import java.net.SocketAddress;
import java.util.List;

/**
 * What all clients and publishers of one run share.
 *
 * @param endpoints where clients connect, in turn
 * @param compression what clients offer
 * @param locals the addresses that they connect from, in turn; empty: what the system chooses
 */
public record Context(
    Driver driver,
    Stamp stamp,
    Lanes lanes,
    Window window,
    Collector collector,
    Reasons reasons,
    Compression compression,
    List<Endpoint> endpoints,
    List<SocketAddress> locals) {
  /** The run's name, as it stands in the channels' names. */
  public String run() {
    return stamp.run();
  }
}
