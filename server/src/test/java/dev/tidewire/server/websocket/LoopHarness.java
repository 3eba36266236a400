package dev.tidewire.server.websocket;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Function;

/** A loop without a thread: everything that it does happens inside the calls of the test. */
public final class LoopHarness {
  private final FakeLoopThread thread = new FakeLoopThread();
  private final Metrics metrics = new Metrics();
  private final ConnectionMetrics connectionMetrics = new ConnectionMetrics(metrics);
  private final Loop loop;

  /** A loop that writes to each connection by itself. */
  public LoopHarness() {
    this(SendBatch.none());
  }

  /** A loop that sends with a batch to those whose transports have a descriptor. */
  LoopHarness(SendBatch batch) {
    loop = new Loop(0, thread, connectionMetrics, batch);
  }

  public Loop loop() {
    return loop;
  }

  FakeLoopThread thread() {
    return thread;
  }

  /** Options for tests: everything as by default. */
  public static ConnectionOptions options() {
    return ConnectionOptions.defaults(
        4001, "slow_consumer", Frame.heartbeat("{}".getBytes(StandardCharsets.UTF_8)));
  }

  /** The same with other times of liveness. */
  public static ConnectionOptions options(Duration heartbeat, Duration pongTimeout) {
    ConnectionOptions defaults = options();
    return new ConnectionOptions(
        defaults.maxMessageBytes(),
        defaults.maxFragments(),
        defaults.maxQueuedBytes(),
        defaults.maxQueueAge(),
        heartbeat,
        pongTimeout,
        defaults.closeTimeout(),
        defaults.maxControlFramesPerMinute(),
        defaults.compressionThreshold(),
        defaults.slowConsumerCode(),
        defaults.slowConsumerReason(),
        defaults.heartbeatFrame());
  }

  /** The same with other limits of messages. */
  static ConnectionOptions options(int maxMessageBytes, int compressionThreshold) {
    ConnectionOptions defaults = options();
    return new ConnectionOptions(
        maxMessageBytes,
        defaults.maxFragments(),
        16 * maxMessageBytes,
        defaults.maxQueueAge(),
        defaults.heartbeat(),
        defaults.pongTimeout(),
        defaults.closeTimeout(),
        defaults.maxControlFramesPerMinute(),
        compressionThreshold,
        defaults.slowConsumerCode(),
        defaults.slowConsumerReason(),
        defaults.heartbeatFrame());
  }

  /** The same for tests of bytes on a real clock: no heartbeat comes between them. */
  public static ConnectionOptions quietOptions() {
    return options(Duration.ofDays(1), Duration.ofDays(1));
  }

  /** A new connection with the default options. */
  public FakePeer connect(Function<Connection, ConnectionHandler> endpoint) {
    return connect(options(), endpoint);
  }

  /** A new connection. */
  public FakePeer connect(
      ConnectionOptions options, Function<Connection, ConnectionHandler> endpoint) {
    return connect(options, Compression.NONE, endpoint);
  }

  /** A new connection, as another handshake agreed. */
  public FakePeer connect(
      ConnectionOptions options,
      Compression compression,
      Function<Connection, ConnectionHandler> endpoint) {
    return connect(options, compression, endpoint, new FakeTransport());
  }

  /** A new connection over this transport. */
  FakePeer connect(
      ConnectionOptions options,
      Compression compression,
      Function<Connection, ConnectionHandler> endpoint,
      FakeTransport transport) {
    Connections connections = new Connections(options, connectionMetrics);
    Connection connection = connections.create(loop, transport, compression);
    connection.start(endpoint);
    runUntilIdle();
    return new FakePeer(this, connection, transport);
  }

  /** Runs ticks until nothing is left to do at this time. */
  public void runUntilIdle() {
    thread.runUntilIdle();
  }

  /** Time passes, and everything runs at its time. */
  public void advance(Duration time) {
    thread.advance(time.toNanos());
  }

  /** The value of a metric: its line in the Prometheus format begins like this; 0 without one. */
  public double metric(String beginning) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }
}
