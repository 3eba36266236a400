package dev.tidewire.server.session;

import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.auth.TokenVerifier;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.metrics.DrainMetrics;
import dev.tidewire.server.metrics.SessionMetrics;
import dev.tidewire.server.protocol.Codec;
import dev.tidewire.server.protocol.UserId;
import dev.tidewire.server.websocket.CloseStatus;
import dev.tidewire.server.websocket.Connection;
import dev.tidewire.server.websocket.ConnectionHandler;
import dev.tidewire.server.websocket.Loop;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one loop. Confined to it, but for what has them leave, or has something done to
 * them.
 */
public final class Sessions {
  private final LoopServices services;
  private final SessionIds ids = new SessionIds();
  private final Set<Session> open = new HashSet<>();
  private final UserIndex users = new UserIndex();
  private final Registry registry = new Registry();

  /** How they leave; null while they are welcome. */
  private @Nullable Departure departure;

  /**
   * No session yet.
   *
   * @param node what clients are told this server is called
   */
  public Sessions(
      Loop loop,
      Hub hub,
      Channels channels,
      TokenVerifier verifier,
      Revocations revocations,
      SessionOptions options,
      String node,
      InstantSource clock,
      SessionMetrics metrics) {
    this.services =
        new LoopServices(loop, hub, channels, verifier, revocations, options, node, clock, metrics);
  }

  /**
   * Begins a session on a connection of this loop.
   *
   * @param bearerToken what the handshake carried
   */
  public ConnectionHandler open(Connection connection, Codec codec, Optional<String> bearerToken) {
    Outlet outlet = new Outlet(connection, codec, services.options());
    Session session = new Session(services, outlet, ids.next(), bearerToken, registry);
    open.add(session);
    if (departure != null) {
      departure.came(session);
    }
    return session;
  }

  /**
   * Has every session leave by a plan, and any that still begins. From any thread, once.
   *
   * @return complete when all of them are gone
   */
  public CompletableFuture<Void> leave(DrainPlan plan, DrainMetrics metrics) {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    services
        .loop()
        .execute(() -> {
          departure = new Departure(services, open, gone, plan, metrics);
          departure.begin();
        });
    return gone;
  }

  /** Has sessions that are leaving go on by another plan. From any thread. */
  public void hurry(DrainPlan plan) {
    services
        .loop()
        .execute(() -> {
          if (departure != null) {
            departure.hurry(plan);
          }
        });
  }

  /**
   * Does something to the sessions of a user. From any thread.
   *
   * @param action says whether the session was concerned
   * @return complete with how many were
   */
  CompletableFuture<Long> forUser(UserId user, Predicate<Session> action) {
    return Sweep.start(services.loop(), () -> users.of(user), action);
  }

  /** Does something to every session whose client is known. From any thread. */
  CompletableFuture<Long> forAll(Predicate<Session> action) {
    return Sweep.start(
        services.loop(), () -> open.stream().filter(Session::isConnected).toList(), action);
  }

  /** Keeps the list and the index. */
  private final class Registry implements Session.Owner {
    @Override
    public void connected(Session session, UserId user) {
      users.add(user, session);
    }

    @Override
    public void closed(Session session, CloseStatus status) {
      open.remove(session);
      UserId user = session.user();
      if (user != null) {
        users.remove(user, session);
      }
      if (departure != null) {
        departure.left(session, status);
      }
    }
  }
}
