package dev.tidewire.loadtest.scenario;

import static java.util.stream.Collectors.joining;

import dev.tidewire.loadtest.fleet.Context;
import dev.tidewire.loadtest.fleet.Fleet;
import java.time.Duration;

/** Waits until clients are ready, and says why they are not. For the scenario's thread. */
final class Arrivals {
  /** How long all may be turned away before a run is given up, if nobody was ever let in. */
  private static final Duration FIRST = Duration.ofSeconds(5);

  private final Patience patience;
  private final Duration limit;

  /** Whether any client was ever ready. */
  private boolean anybodyCame;

  /**
   * Arrivals of which there are none yet.
   *
   * @param limit how long it may take until all of a fleet are there
   */
  Arrivals(Patience patience, Duration limit) {
    this.patience = patience;
    this.limit = limit;
  }

  /**
   * Waits until all clients of a fleet are ready.
   *
   * @param context the fleet's, which knows what went wrong
   * @param doing what they come for
   * @throws ScenarioException when they are not there in time; early, when nobody was ever let in
   *     and somebody was turned away (nothing listens there, or takes no such token)
   */
  void await(Fleet fleet, Context context, String doing)
      throws ScenarioException, InterruptedException {
    long began = System.nanoTime();
    awaitFirst(fleet, context);
    Duration left = limit.minusNanos(System.nanoTime() - began);
    if (!patience.await(() -> fleet.ready() == fleet.size(), left, Patience.POLL)) {
      throw new ScenarioException(
          "%s: %d of %d clients are ready after %d s. Reasons: %s"
              .formatted(
                  doing,
                  fleet.ready(),
                  fleet.size(),
                  limit.toSeconds(),
                  context.reasons().counts()));
    }
  }

  private void awaitFirst(Fleet fleet, Context context)
      throws ScenarioException, InterruptedException {
    if (anybodyCame) {
      return;
    }
    Duration patient = limit.compareTo(FIRST) < 0 ? limit : FIRST;
    anybodyCame = patience.await(() -> fleet.ready() > 0, patient, Patience.POLL);
    if (!anybodyCame && !context.reasons().counts().isEmpty()) {
      throw new ScenarioException(
          "Nobody could connect to %s in %d s. Reasons: %s"
              .formatted(
                  context.endpoints().stream()
                      .map(endpoint -> "ws://" + endpoint.authority() + endpoint.path())
                      .collect(joining(", ")),
                  patient.toSeconds(),
                  context.reasons().counts()));
    }
  }
}
