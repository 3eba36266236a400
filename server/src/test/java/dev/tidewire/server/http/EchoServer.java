package dev.tidewire.server.http;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.websocket.ConnectionOptions;
import dev.tidewire.server.websocket.LoopHarness;
import dev.tidewire.server.websocket.Loops;
import dev.tidewire.server.websocket.RecordingHandler;
import io.undertow.Undertow;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioWorker;

/** A real Undertow on a free loopback port, whose WebSocket endpoint echoes and records. */
final class EchoServer implements AutoCloseable {
  static final UpgradeOptions OPEN =
      new UpgradeOptions(Set.of(), List.of("tidewire.v1"), 1000, Duration.ofSeconds(7));

  private final Metrics metrics = new Metrics();
  private final Queue<RecordingHandler> handlers = new ConcurrentLinkedQueue<>();
  private final Queue<Handshake> handshakes = new ConcurrentLinkedQueue<>();
  private final XnioWorker worker = ServerOptions.worker(2, 2);
  private final int listener;
  private final Loops loops;
  private final WebSocketUpgrade upgrade;
  private final Undertow undertow;

  EchoServer() {
    this(OPEN, LoopHarness.quietOptions(), builder -> builder);
  }

  EchoServer(
      UpgradeOptions upgradeOptions,
      ConnectionOptions connectionOptions,
      UnaryOperator<Undertow.Builder> settings) {
    this(upgradeOptions, connectionOptions, settings, 0);
  }

  /**
   * @param listener which listener {@link #port} is about; 0 is plain, others are of the settings
   */
  EchoServer(
      UpgradeOptions upgradeOptions,
      ConnectionOptions connectionOptions,
      UnaryOperator<Undertow.Builder> settings,
      int listener) {
    this.listener = listener;
    ConnectionMetrics connectionMetrics = new ConnectionMetrics(metrics);
    loops = Loops.of(worker, connectionMetrics);
    upgrade =
        new WebSocketUpgrade(
            upgradeOptions,
            connectionOptions,
            loops,
            (connection, handshake) -> {
              handshakes.add(handshake);
              RecordingHandler handler = new RecordingHandler();
              handlers.add(handler);
              return handler.open(connection);
            },
            connectionMetrics);
    undertow =
        settings
            .apply(
                ServerOptions.apply(Undertow.builder(), worker, 10_000)
                    .addHttpListener(0, "127.0.0.1"))
            .setHandler(upgrade)
            .build();
    undertow.start();
  }

  int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().get(listener).getAddress()).getPort();
  }

  int connections() {
    return upgrade.connections();
  }

  WebSocketUpgrade upgrade() {
    return upgrade;
  }

  Loops loops() {
    return loops;
  }

  /** The handler of the connection that was opened next; null when there was none. */
  @Nullable RecordingHandler takeHandler() {
    return handlers.poll();
  }

  @Nullable Handshake takeHandshake() {
    return handshakes.poll();
  }

  double metric(String beginning) {
    return metrics
        .scrape()
        .lines()
        .filter(line -> line.startsWith(beginning))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    undertow.stop();
    worker.shutdown();
    try {
      if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The server's threads do not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the server's threads end.", e);
    }
  }
}
