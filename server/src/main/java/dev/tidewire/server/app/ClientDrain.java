package dev.tidewire.server.app;

import dev.tidewire.server.metrics.DrainMetrics;
import dev.tidewire.server.session.DrainPlan;
import dev.tidewire.server.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has the clients of all loops leave, in order or in a hurry. Thread-safe. */
final class ClientDrain {
  private static final Logger LOG = LoggerFactory.getLogger(ClientDrain.class);

  /** What clients get for their close handshake when somebody is in a hurry. */
  private static final Duration IN_A_HURRY = Duration.ofSeconds(2);

  /** Loops look ten times a second; one that does not answer at all must not keep the process. */
  private static final Duration LOOPS_LATE = Duration.ofSeconds(1);

  private final List<Sessions> loops;
  private final DrainPlan plan;
  private final DrainMetrics metrics;
  private boolean leaving;
  private boolean hurried;

  ClientDrain(List<Sessions> loops, DrainPlan plan, DrainMetrics metrics) {
    this.loops = List.copyOf(loops);
    this.plan = plan;
    this.metrics = metrics;
  }

  /** Returns when all clients are gone. Call it once; not on a loop. */
  void leave() {
    try {
      begin().orTimeout(plan.bound().plus(LOOPS_LATE).toMillis(), TimeUnit.MILLISECONDS).join();
    } catch (RuntimeException e) {
      LOG.warn("Some clients could not be sent away within {}.", plan.bound(), e);
    }
  }

  private synchronized CompletableFuture<Void> begin() {
    leaving = true;
    DrainPlan chosen = hurried ? inAHurry() : plan;
    return CompletableFuture.allOf(
        loops.stream().map(loop -> loop.leave(chosen, metrics)).toArray(CompletableFuture[]::new));
  }

  /** Closes everybody now: those who are leaving, or will. */
  synchronized void hurry() {
    if (!hurried) {
      hurried = true;
      LOG.info("In a hurry: clients have up to {} s to leave.", IN_A_HURRY.toSeconds());
      if (leaving) {
        loops.forEach(loop -> loop.hurry(inAHurry()));
      }
    }
  }

  private DrainPlan inAHurry() {
    return DrainPlan.atOnce(plan.bound().compareTo(IN_A_HURRY) < 0 ? plan.bound() : IN_A_HURRY);
  }
}
