package dev.tidewire.server.app;

import dev.tidewire.server.metrics.LoopMetrics;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Measures how long a task waits for each loop, by handing it one that does nothing else. A loop
 * that has not answered yet is not asked again, so that one that stands still is not flooded.
 * {@link #ask} is for one thread, {@link #stalledSeconds} for any.
 */
final class LoopProbe {
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<Question> questions;
  private final LongSupplier nanoTime;
  private final LoopMetrics metrics;

  /** A probe of these loops, by this clock. */
  LoopProbe(List<? extends Executor> loops, LongSupplier nanoTime, LoopMetrics metrics) {
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    questions = loops.stream().map(Question::new).toList();
    metrics.showStalled(this::stalledSeconds);
  }

  /** Asks every loop that has answered. */
  void ask() {
    questions.forEach(Question::ask);
  }

  /** How long the slowest loop has not answered by now; 0 when all have. */
  double stalledSeconds() {
    return questions.stream().mapToLong(Question::waiting).max().orElse(0) / NANOS_PER_SECOND;
  }

  private final class Question {
    private final Executor loop;
    private volatile long askedAt;
    private volatile boolean open;

    Question(Executor loop) {
      this.loop = loop;
    }

    void ask() {
      if (open) {
        return;
      }
      askedAt = nanoTime.getAsLong();
      open = true;
      loop.execute(this::answer);
    }

    private void answer() {
      metrics.lagged(nanoTime.getAsLong() - askedAt);
      open = false;
    }

    long waiting() {
      return open ? nanoTime.getAsLong() - askedAt : 0;
    }
  }
}
