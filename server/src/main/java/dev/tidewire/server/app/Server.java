package dev.tidewire.server.app;

import dev.tidewire.server.auth.ApiKeys;
import dev.tidewire.server.auth.HmacTokenVerifier;
import dev.tidewire.server.auth.SigningKeys;
import dev.tidewire.server.auth.TokenMinter;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.channel.Namespaces;
import dev.tidewire.server.config.ServerConfig;
import dev.tidewire.server.config.ServerConfig.Mode;
import dev.tidewire.server.demo.MachineFeed;
import dev.tidewire.server.http.HttpServer;
import dev.tidewire.server.http.InternalRoutes;
import dev.tidewire.server.http.PublicRoutes;
import dev.tidewire.server.http.Routes;
import dev.tidewire.server.http.WebSocketUpgrade;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.metrics.ChannelMetrics;
import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.DrainMetrics;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.metrics.HubMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.SessionMetrics;
import dev.tidewire.server.protocol.JsonCodec;
import dev.tidewire.server.session.Sessions;
import dev.tidewire.server.websocket.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One running server: the composition root, the only place that chooses and wires parts.
 * Thread-safe.
 *
 * <p>It is built from the ground up (threads, store, use cases, sessions, ports) and taken down in
 * the opposite order.
 */
public final class Server implements AutoCloseable {
  private static final int NODE_NAME_LENGTH = 8;
  private static final Duration TEND_PERIOD = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final InstantSource clock = InstantSource.system();
  private final JsonCodec codec = new JsonCodec();
  private final Metrics metrics = new Metrics();
  private final HubMetrics deliveries = new HubMetrics(metrics);
  private final HttpMetrics requests = new HttpMetrics(metrics);
  private final Store store;
  private final Sweeper tender;
  private final HttpServer http;
  private final List<Sessions> sessions;
  private final DrainMetrics drainMetrics = new DrainMetrics(metrics);
  private final ClientDrain drain;
  private final WebSocketUpgrade upgrade;
  private @Nullable MachineFeed feed;
  private volatile boolean leaving;

  private Server(ServerConfig config) throws IOException {
    this.config = config;
    SigningKeys keys = SigningKeys.of(config.access().secrets());
    store = Store.open(config, clock, metrics);

    ConnectionMetrics connections = new ConnectionMetrics(metrics);
    http = new HttpServer(Options.http(config), connections, requests);
    List<Hub> hubs =
        http.loops().all().stream().map((Loop loop) -> new Hub(loop, deliveries)).toList();
    Channels channels =
        new Channels(
            new Namespaces(config.namespaces()),
            store.broker(),
            store.presence(),
            store.feeds(),
            clock,
            hubs,
            config.connections().maxBacklog(),
            new ChannelMetrics(metrics));
    tender = Sweeper.start("feeds", channels::tend, TEND_PERIOD);
    sessions = sessions(hubs, channels, keys);
    drain = new ClientDrain(sessions, Options.drain(config), drainMetrics);
    upgrade = upgrade(connections);
    try {
      http.start(publicRoutes(keys), internalRoutes(channels));
    } catch (IOException e) {
      close();
      throw e;
    }
    if (config.mode() == Mode.DEVELOPMENT) {
      feed = startFeed();
    }
  }

  private List<Sessions> sessions(List<Hub> hubs, Channels channels, SigningKeys keys) {
    HmacTokenVerifier verifier = new HmacTokenVerifier(keys, config.access().tokenLeeway(), clock);
    SessionMetrics counted = new SessionMetrics(metrics);
    String node = "n-" + UUID.randomUUID().toString().substring(0, NODE_NAME_LENGTH);
    return http.loops().all().stream()
        .map(loop ->
            new Sessions(
                loop,
                hubs.get(loop.index()),
                channels,
                verifier,
                Options.sessions(config),
                node,
                clock,
                counted))
        .toList();
  }

  private WebSocketUpgrade upgrade(ConnectionMetrics connections) {
    return new WebSocketUpgrade(
        Options.upgrade(config, codec),
        Options.connections(config, codec),
        http.loops(),
        (connection, handshake) ->
            sessions
                .get(connection.loop().index())
                .open(connection, codec, handshake.bearerToken()),
        connections);
  }

  private Routes publicRoutes(SigningKeys keys) {
    return config.mode() == Mode.DEVELOPMENT
        ? PublicRoutes.withDemo(upgrade, new TokenMinter(keys, clock), requests)
        : PublicRoutes.of(upgrade);
  }

  private Routes internalRoutes(Channels channels) {
    return InternalRoutes.of(
        channels,
        codec,
        new ApiKeys(config.access().apiKeys()),
        config.http().maxApiBody(),
        this::unready,
        metrics,
        requests);
  }

  private MachineFeed startFeed() throws IOException {
    InetAddress host = InetAddress.getByName(config.listen().internalHost());
    String reachable =
        host.isAnyLocalAddress()
            ? InetAddress.getLoopbackAddress().getHostAddress()
            : host.getHostAddress();
    try {
      return MachineFeed.start(
          new URI("http", null, reachable, internalPort(), null, null, null),
          config.access().apiKeys().getFirst(),
          new DeliveryRate(upgrade::connections, deliveries::deliveries));
    } catch (URISyntaxException e) {
      throw new IOException("The internal host has no address that a URL can hold.", e);
    }
  }

  /**
   * Starts a server; it serves when this returns.
   *
   * @throws IOException when a port cannot be listened on, or the data folder cannot be used
   */
  public static Server start(ServerConfig config) throws IOException {
    return new Server(config);
  }

  /** The public port that is open. */
  public int publicPort() {
    return http.port();
  }

  /** The internal port that is open. */
  public int internalPort() {
    return http.internalPort();
  }

  /**
   * Leaves: is no longer ready, takes no new connections, has every client go to where it can
   * reconnect and resume, answers what back ends asked, and closes the store. Takes at most the
   * configured drain time and a little. May be called again without effect.
   */
  @Override
  public void close() {
    if (leaving) {
      return;
    }
    leaving = true;
    drainMetrics.started();
    upgrade.refuseNew();
    if (feed != null) {
      feed.close();
    }
    drain.leave();
    http.close();
    tender.close();
    store.close();
  }

  /** Has a server that is leaving, or will, close every client now. From any thread. */
  public void hurry() {
    drain.hurry();
  }

  private Optional<String> unready() {
    if (leaving) {
      return Optional.of("leaving");
    }
    return store.broker().available() ? Optional.empty() : Optional.of("broker");
  }
}
