package dev.tidewire.server.session;

import dev.tidewire.server.auth.TokenVerifier;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.metrics.SessionMetrics;
import dev.tidewire.server.protocol.CloseReason;
import dev.tidewire.server.protocol.Codec;
import dev.tidewire.server.websocket.Connection;
import dev.tidewire.server.websocket.ConnectionHandler;
import dev.tidewire.server.websocket.Loop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The sessions of one loop. Confined to it, but for {@link #sendAway}. */
public final class Sessions {
  /** Sessions that are sent away before the loop's other work gets its turn. */
  private static final int SLICE = 500;

  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(100);

  private final LoopServices services;
  private final SessionIds ids = new SessionIds();
  private final Set<Session> open = new HashSet<>();

  /** Why every session is sent away; null while they are welcome. */
  private @Nullable CloseReason leaving;

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
      SessionOptions options,
      String node,
      InstantSource clock,
      SessionMetrics metrics) {
    this.services = new LoopServices(loop, hub, channels, verifier, options, node, clock, metrics);
  }

  /**
   * Begins a session on a connection of this loop.
   *
   * @param bearerToken what the handshake carried
   */
  public ConnectionHandler open(Connection connection, Codec codec, Optional<String> bearerToken) {
    Outlet outlet = new Outlet(connection, codec, services.options());
    Session session = new Session(services, outlet, ids.next(), bearerToken, open::remove);
    open.add(session);
    if (leaving != null) {
      session.sendAway(leaving); // its handshake was accepted just before the server began to leave
    }
    return session;
  }

  /**
   * Closes every session with {@code reason}, in slices, and any that still begins. From any
   * thread.
   *
   * @return complete when all of them are gone; the sockets of peers that do not answer go with the
   *     close deadline
   */
  public CompletableFuture<Void> sendAway(CloseReason reason) {
    CompletableFuture<Void> gone = new CompletableFuture<>();
    services
        .loop()
        .execute(() -> {
          leaving = reason;
          sendAway(List.copyOf(open), 0, reason, gone);
        });
    return gone;
  }

  private void sendAway(
      List<Session> leaving, int from, CloseReason reason, CompletableFuture<Void> gone) {
    int to = Math.min(leaving.size(), from + SLICE);
    leaving.subList(from, to).forEach(session -> session.sendAway(reason));
    if (to < leaving.size()) {
      services.loop().execute(() -> sendAway(leaving, to, reason, gone));
    } else {
      awaitGone(gone);
    }
  }

  private void awaitGone(CompletableFuture<Void> gone) {
    if (open.isEmpty()) {
      gone.complete(null);
    } else {
      services.loop().schedule(LOOK_AGAIN_AFTER, () -> awaitGone(gone));
    }
  }
}
