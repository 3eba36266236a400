package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.measure.Processes;
import dev.tidewire.loadtest.scenario.Plan;
import java.util.Optional;

/** Says before the start that there will be too few file descriptors, and what to do then. */
final class FileLimit {
  /** What the JVM and the generator need besides the sockets. */
  private static final int OTHER_FILES = 200;

  private final Optional<Long> limit;

  FileLimit() {
    this(new Processes().maxOpenFiles());
  }

  FileLimit(Optional<Long> limit) {
    this.limit = limit;
  }

  void check(Plan plan) {
    long needed = (long) plan.load().connections() + plan.load().publishers() + OTHER_FILES;
    if (limit.isPresent() && needed > limit.get()) {
      throw new IllegalArgumentException(
          "%d connections need %d open files, and this process may have %d. Raise it (ulimit -n), or run several generators at once, each with its share and its own --seed."
              .formatted(plan.load().connections(), needed, limit.get()));
    }
  }
}
