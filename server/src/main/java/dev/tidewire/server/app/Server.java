package dev.tidewire.server.app;

import dev.tidewire.server.auth.ApiKeys;
import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.channel.Namespaces;
import dev.tidewire.server.cluster.Cluster;
import dev.tidewire.server.cluster.NodeStatus;
import dev.tidewire.server.config.ServerConfig;
import dev.tidewire.server.config.ServerConfig.Mode;
import dev.tidewire.server.demo.MachineFeed;
import dev.tidewire.server.http.HttpServer;
import dev.tidewire.server.http.InternalRoutes;
import dev.tidewire.server.http.PublicRoutes;
import dev.tidewire.server.http.Routes;
import dev.tidewire.server.http.ServerApi;
import dev.tidewire.server.http.WebSocketUpgrade;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.metrics.ChannelMetrics;
import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.DrainMetrics;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.metrics.HubMetrics;
import dev.tidewire.server.metrics.LoopMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.metrics.ProcessMetrics;
import dev.tidewire.server.metrics.SessionMetrics;
import dev.tidewire.server.protocol.JsonCodec;
import dev.tidewire.server.session.Sessions;
import dev.tidewire.server.websocket.Loop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
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
  private static final Duration PROBE_PERIOD = Duration.ofSeconds(1);
  private static final Duration COMPACTION_PERIOD = Duration.ofSeconds(1);

  private final ServerConfig config;
  private final InstantSource clock = InstantSource.system();
  private final JsonCodec codec = new JsonCodec();
  private final Metrics metrics = new Metrics();
  private final HubMetrics deliveries = new HubMetrics(metrics);
  private final HttpMetrics requests = new HttpMetrics(metrics);
  private final Identity identity;
  private final Store store;
  private final Sweeper tender;
  private final Sweeper prober;
  private final Sweeper compactor;
  private final ProcessMetrics process = new ProcessMetrics(metrics);
  private final HttpServer http;
  private final List<Sessions> sessions;
  private final DrainMetrics drainMetrics = new DrainMetrics(metrics);
  private final ClientDrain drain;
  private final Revocations revocations = new Revocations(clock);
  private final String node = "n-" + UUID.randomUUID().toString().substring(0, NODE_NAME_LENGTH);
  private final Instant started = clock.instant();
  private final Channels channels;
  private final Cluster cluster;
  private final WebSocketUpgrade upgrade;
  private @Nullable MachineFeed feed;
  private volatile boolean leaving;

  private Server(ServerConfig config) throws IOException {
    this.config = config;
    identity = Identity.open(config.access(), clock, metrics);
    store = Store.open(config, clock, metrics);

    ConnectionMetrics connections = new ConnectionMetrics(metrics);
    http = new HttpServer(Options.http(config), connections, requests);
    connections.showLimit(config.connections().max());
    List<Loop> loops = http.loops().all();
    LoopProbe probe = new LoopProbe(loops, System::nanoTime, new LoopMetrics(metrics));
    prober = Sweeper.start("loop-probe", probe::ask, PROBE_PERIOD);
    Compactor compaction =
        new Compactor(connections::allOpened, connections::open, new HotSpotHeap());
    compactor = Sweeper.start("compactor", compaction::look, COMPACTION_PERIOD);
    List<Hub> hubs =
        loops.stream()
            .map((Loop loop) -> new Hub(loop, loop::executeNextTick, deliveries))
            .toList();
    deliveries.showBacklog(() -> hubs.stream().mapToInt(Hub::backlog).sum());
    channels =
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
    sessions = sessions(hubs);
    drain = new ClientDrain(sessions, Options.drain(config), drainMetrics);
    upgrade = upgrade(connections);
    cluster = Membership.join(store, sessions, revocations, this::status, metrics);
    try {
      http.start(publicRoutes(), internalRoutes());
    } catch (IOException e) {
      close();
      throw e;
    }
    if (config.mode() == Mode.DEVELOPMENT) {
      feed = startFeed();
    }
  }

  private List<Sessions> sessions(List<Hub> hubs) {
    SessionMetrics counted = new SessionMetrics(metrics);
    return http.loops().all().stream()
        .map(loop ->
            new Sessions(
                loop,
                hubs.get(loop.index()),
                channels,
                identity.verifier(),
                revocations,
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

  private Routes publicRoutes() {
    return config.mode() == Mode.DEVELOPMENT
        ? PublicRoutes.withDemo(upgrade, identity.minter(), requests)
        : PublicRoutes.of(upgrade);
  }

  private Routes internalRoutes() {
    ServerApi api =
        new ServerApi(
            channels,
            codec,
            cluster,
            new ApiKeys(config.access().apiKeys()),
            config.http().maxApiBody(),
            clock);
    return InternalRoutes.of(api, this::unready, metrics, requests);
  }

  private NodeStatus status() {
    return new NodeStatus(
        node,
        Version.text(),
        started,
        state(),
        upgrade.connections(),
        deliveries.subscriptions(),
        channels.listening());
  }

  private NodeStatus.State state() {
    if (leaving) {
      return NodeStatus.State.LEAVING;
    }
    return store.broker().available() ? NodeStatus.State.READY : NodeStatus.State.UNREADY;
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
    prober.close();
    compactor.close();
    http.close();
    cluster.close();
    tender.close();
    store.close();
    identity.close();
    process.close();
  }

  /** Has a server that is leaving, or will, close every client now. From any thread. */
  public void hurry() {
    drain.hurry();
  }

  private Optional<String> unready() {
    if (leaving) {
      return Optional.of("leaving");
    }
    if (!store.broker().available()) {
      return Optional.of("broker");
    }
    return cluster.isCurrent() ? Optional.empty() : Optional.of("commands");
  }
}
