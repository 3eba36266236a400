package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.driver.Driver;
import dev.tidewire.loadtest.measure.Stamp;
import dev.tidewire.loadtest.net.Compression;
import dev.tidewire.loadtest.net.Endpoint;
import dev.tidewire.loadtest.net.SourceAddresses;
import dev.tidewire.loadtest.scenario.Plan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Makes a plan from options, and refuses those that make none. */
record PlanMaker(TargetOptions target, LoadOptions load) {
  /** What a WebSocket publisher may send per second without being taken for a flood. */
  private static final double RATE_PER_SOCKET = 50;

  private static final int HTTP_PUBLISHERS = 8;
  private static final int FLOOD_IN_FLIGHT = 16;
  private static final int OPEN_IN_FLIGHT = 1000;

  /**
   * The plan.
   *
   * @throws IllegalArgumentException when there is none, with a sentence that says why
   */
  Plan plan(Driver driver) {
    check();
    List<Endpoint> endpoints =
        target.urls.stream().map(url -> Endpoint.of(url, "ws", driver.defaultPath())).toList();
    return new Plan(
        new Plan.Target(
            endpoints,
            publishTo(driver),
            locals(endpoints),
            compression(),
            target.pids,
            target.metrics),
        new Plan.Load(
            load.connections,
            load.channels,
            Math.min(load.subscriptions, load.channels),
            publishers(),
            load.rate,
            load.burst,
            load.size,
            load.payload,
            inFlight()),
        new Plan.Timing(
            load.connectRate,
            load.connectTimeout,
            load.settle,
            load.warmUp,
            load.duration,
            load.drain,
            load.threads),
        load.seed);
  }

  private void check() {
    atLeast(1, load.connections, "--connections");
    atLeast(1, load.channels, "--channels");
    atLeast(1, load.subscriptions, "--subscriptions");
    atLeast(0, load.publishers, "--publishers");
    atLeast(0, load.inFlight, "--in-flight");
    atLeast(1, load.threads, "--threads");
    atLeast(1, load.burst, "--burst");
    atLeast(Stamp.LENGTH, load.size, "--size");
    atMost(Stamp.MAX_CHANNELS, load.channels, "--channels");
    atMost(Stamp.MAX_LANES, load.publishers, "--publishers");
    if (load.connectRate <= 0) {
      throw new IllegalArgumentException("--connect-rate must be above 0.");
    }
  }

  private static void atLeast(int min, int value, String option) {
    if (value < min) {
      throw new IllegalArgumentException(
          "%s is at least %d, but %d was given.".formatted(option, min, value));
    }
  }

  private static void atMost(int max, int value, String option) {
    if (value > max) {
      throw new IllegalArgumentException(
          "%s is at most %d, but %d was given.".formatted(option, max, value));
    }
  }

  private List<Endpoint> publishTo(Driver driver) {
    if (!target.isOverHttp()) {
      return List.of();
    }
    String path =
        driver
            .httpPublishing()
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "There is no publishing over HTTP for %s here; use --via ws."
                        .formatted(driver.name())))
            .defaultPath();
    List<String> urls =
        target.publishUrls.isEmpty() ? List.of("http://localhost:8081") : target.publishUrls;
    return urls.stream().map(url -> Endpoint.of(url, "http", path)).toList();
  }

  private Compression compression() {
    return target.compression ? Compression.DEFLATE : Compression.NONE;
  }

  private int publishers() {
    if (load.publishers > 0) {
      return load.publishers;
    }
    if (target.isOverHttp()) {
      boolean flood = Double.isInfinite(load.rate);
      return flood ? HTTP_PUBLISHERS : Math.min(HTTP_PUBLISHERS, load.channels);
    }
    double rate = Double.isInfinite(load.rate) ? RATE_PER_SOCKET * HTTP_PUBLISHERS : load.rate;
    int needed = (int) Math.ceil(rate / RATE_PER_SOCKET);
    return Math.clamp(needed, 1, Stamp.MAX_LANES);
  }

  private int inFlight() {
    if (load.inFlight > 0) {
      return load.inFlight;
    }
    return Double.isInfinite(load.rate) ? FLOOD_IN_FLIGHT : OPEN_IN_FLIGHT;
  }

  private List<SocketAddress> locals(List<Endpoint> endpoints) {
    List<InetAddress> addresses =
        load.localAddresses.isEmpty()
            ? SourceAddresses.of(load.connections, endpoints)
            : load.localAddresses.stream().map(PlanMaker::named).toList();
    return addresses.stream()
        .<SocketAddress>map(address -> new InetSocketAddress(address, 0))
        .toList();
  }

  private static InetAddress named(String address) {
    try {
      return InetAddress.getByName(address);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "--local-address: \"%s\" is no address.".formatted(address), e);
    }
  }
}
