package dev.tidewire.server.http;

import static java.util.Objects.requireNonNull;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.websocket.Compression;
import dev.tidewire.server.websocket.ConnectionOptions;
import dev.tidewire.server.websocket.LoopHarness;
import dev.tidewire.server.websocket.Loops;
import dev.tidewire.server.websocket.Pace;
import dev.tidewire.server.websocket.RecordingHandler;
import dev.tidewire.server.websocket.Sending;
import io.undertow.connector.ByteBufferPool;
import io.undertow.protocols.ssl.UndertowXnioSsl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** A real port on loopback, whose WebSocket endpoint echoes and records. */
final class EchoServer implements AutoCloseable {
  static final UpgradeOptions OPEN = options(Compression.NONE);

  /** The same with compression, for clients that offer it. */
  static final UpgradeOptions COMPRESSING = options(Compression.DEFLATE);

  /** As they are when nothing is configured. */
  static final RequestLimits LIMITS =
      new RequestLimits(
          16 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(30));

  private final Metrics metrics = new Metrics();
  private final Queue<RecordingHandler> handlers = new ConcurrentLinkedQueue<>();
  private final Queue<Handshake> handshakes = new ConcurrentLinkedQueue<>();
  private final XnioWorker worker = ServerOptions.worker(2, 2);
  private final Loops loops;
  private final WebSocketUpgrade upgrade;
  private final HttpMetrics requests = new HttpMetrics(metrics);
  private @Nullable Acceptor plain;
  private @Nullable AcceptingChannel<?> secure;

  EchoServer() {
    this(OPEN, LoopHarness.quietOptions(), LIMITS);
  }

  EchoServer(
      UpgradeOptions upgradeOptions, ConnectionOptions connectionOptions, RequestLimits limits) {
    this(upgradeOptions, connectionOptions, limits, null);
  }

  /** One of which every request goes through Undertow. */
  static EchoServer withoutDirectUpgrades() {
    return new EchoServer(
        OPEN,
        LoopHarness.quietOptions(),
        LIMITS,
        null,
        upgrade -> new Routes(PublicRoutes.of(upgrade).handler()));
  }

  /**
   * @param tls what it speaks TLS with; null for plain TCP
   */
  EchoServer(
      UpgradeOptions upgradeOptions,
      ConnectionOptions connectionOptions,
      RequestLimits limits,
      @Nullable SSLContext tls) {
    this(upgradeOptions, connectionOptions, limits, tls, PublicRoutes::of);
  }

  private EchoServer(
      UpgradeOptions upgradeOptions,
      ConnectionOptions connectionOptions,
      RequestLimits limits,
      @Nullable SSLContext tls,
      Function<WebSocketUpgrade, Routes> routes) {
    ConnectionMetrics connectionMetrics = new ConnectionMetrics(metrics);
    loops = Loops.of(worker, connectionMetrics, Sending.TOGETHER);
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
    try {
      ByteBufferPool buffers = ServerOptions.buffers();
      open(new RequestListener(routes.apply(upgrade), buffers, loops, limits, requests), tls);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static UpgradeOptions options(Compression compression) {
    return new UpgradeOptions(
        Set.of(), List.of("tidewire.v1"), compression, 1000, Duration.ofSeconds(7));
  }

  private void open(RequestListener listener, @Nullable SSLContext tls) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    if (tls == null) {
      plain =
          Acceptor.open(new PortOptions(address, 10_000, Pace.GATHERED), loops, listener, requests);
      return;
    }
    OptionMap direct = OptionMap.create(Options.USE_DIRECT_BUFFERS, true);
    secure =
        new UndertowXnioSsl(Xnio.getInstance(), direct, tls)
            .createSslConnectionServer(
                worker,
                address,
                ChannelListeners.openListenerAdapter(listener),
                OptionMap.create(Options.TCP_NODELAY, true));
    secure.resumeAccepts();
  }

  int port() {
    return plain != null
        ? plain.port()
        : requireNonNull(secure).getLocalAddress(InetSocketAddress.class).getPort();
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
    if (plain != null) {
      plain.close();
    }
    IoUtils.safeClose(secure);
    loops.close();
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
