package dev.tidewire.server.session;

import dev.tidewire.server.metrics.DrainMetrics;
import dev.tidewire.server.protocol.CloseReason;
import dev.tidewire.server.websocket.CloseStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * The sessions of one loop on their way out, by a {@link DrainPlan}. Confined to the loop.
 *
 * <p>First every client is told its own moment to reconnect, then those who are still here are
 * closed in the same order, as evenly as their moments lie. Until then a session works as always. A
 * client that has not connected yet has nothing to lose and is closed at once. All of this is cut
 * in slices, so that the loop's other work goes on.
 */
final class Departure {
  /** Sessions that are told or closed before the loop's other work gets its turn. */
  private static final int SLICE = 500;

  /** The next tick of the loop's timers, which is within 100 ms. */
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(1);

  private static final CloseReason REASON = CloseReason.GOING_AWAY;

  private final LoopServices services;
  private final Collection<Session> open;
  private final DrainMetrics metrics;
  private final CompletableFuture<Void> gone;

  /** Those who are closed without being told. */
  private final Queue<Session> untold = new ArrayDeque<>();

  /** Those who are told, in the order of their moments. */
  private List<Session> inOrder = List.of();

  private DrainPlan plan;
  private long begun;
  private int told;
  private int closed;

  /**
   * One that has yet to begin.
   *
   * @param open the sessions of the loop at any time
   * @param gone completed when all of them are gone
   */
  Departure(
      LoopServices services,
      Collection<Session> open,
      CompletableFuture<Void> gone,
      DrainPlan plan,
      DrainMetrics metrics) {
    this.services = services;
    this.open = open;
    this.gone = gone;
    this.plan = plan;
    this.metrics = metrics;
  }

  /** Begins with the sessions that are open now. */
  void begin() {
    begun = services.loop().nanoTime();
    if (plan.tellsClients()) {
      inOrder = new ArrayList<>();
      open.forEach(session -> (session.isConnected() ? inOrder : untold).add(session));
    } else {
      untold.addAll(open);
    }
    proceed();
  }

  /**
   * Goes on by another plan, from its beginning; clients that have been told are not told again.
   */
  void hurry(DrainPlan faster) {
    plan = faster;
    begun = services.loop().nanoTime();
    untold.addAll(inOrder.subList(closed, inOrder.size()));
    inOrder = List.of();
    told = 0;
    closed = 0;
    // The step that is on its way already does the rest, within a tick.
  }

  /** A session whose handshake overtook the leaving. */
  void came(Session session) {
    session.sendAway(REASON);
  }

  /** A session is gone. */
  void left(Session session, CloseStatus status) {
    if (session.wasCut()) {
      metrics.cut();
    } else if (session.isSentAway()) {
      metrics.closed();
    } else if (status.cause().byPeer()) {
      metrics.left();
    }
  }

  private void proceed() {
    if (open.isEmpty()) {
      gone.complete(null);
      return;
    }
    Duration elapsed = elapsed();
    int room = SLICE;
    if (elapsed.compareTo(plan.bound()) >= 0) {
      open.stream().limit(SLICE).toList().forEach(Session::cut);
      room -= open.size(); // a cut session is out of the collection in the next tick
    } else {
      room = closeUntold(room);
      room = tell(elapsed, room);
      room = closeOverdue(elapsed, room);
    }
    if (room > 0) {
      services.loop().schedule(LOOK_AGAIN_AFTER, this::proceed);
    } else {
      services.loop().executeNextTick(this::proceed);
    }
  }

  private int closeUntold(int most) {
    int room = most;
    while (room > 0 && !untold.isEmpty()) {
      untold.remove().sendAway(REASON);
      room--;
    }
    return room;
  }

  private int tell(Duration elapsed, int most) {
    int room = most;
    while (room > 0 && told < inOrder.size()) {
      Duration left = plan.momentOf(told, inOrder.size()).minus(elapsed);
      if (inOrder.get(told++).tellToReconnect(left)) {
        metrics.told();
      }
      room--;
    }
    return room;
  }

  private int closeOverdue(Duration elapsed, int most) {
    int room = most;
    int overdue = Math.min(told, plan.overdue(elapsed, inOrder.size()));
    while (room > 0 && closed < overdue) {
      inOrder.get(closed++).sendAway(REASON);
      room--;
    }
    return room;
  }

  private Duration elapsed() {
    return Duration.ofNanos(services.loop().nanoTime() - begun);
  }
}
