package dev.tidewire.server.auth;

import dev.tidewire.server.metrics.TokenMetrics;
import dev.tidewire.server.protocol.Refusal;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few threads that verify what is too slow for a loop, and the bounded queue before them.
 * Thread-safe.
 */
public final class VerifierPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(VerifierPool.class);

  private final ThreadPoolExecutor executor;
  private final TokenMetrics metrics;

  /**
   * Starts one.
   *
   * @param threads that verify
   * @param queue tokens that may wait for them; more are refused
   */
  public VerifierPool(int threads, int queue, TokenMetrics metrics) {
    this.metrics = metrics;
    executor =
        new ThreadPoolExecutor(
            threads,
            threads,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            Thread.ofPlatform().daemon().name("tokens-", 0).factory());
    metrics.showQueue(() -> executor.getQueue().size());
  }

  /**
   * Runs something on one of the threads, on which the stage completes. It fails with {@code
   * UNAVAILABLE} when too much waits.
   */
  <T> CompletionStage<T> run(Supplier<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    try {
      executor.execute(() -> complete(result, work));
    } catch (RejectedExecutionException e) {
      metrics.queueFull();
      result.completeExceptionally(
          Refusals.unavailable("Too many tokens are waiting to be verified; try again."));
    }
    return result;
  }

  private static <T> void complete(CompletableFuture<T> result, Supplier<T> work) {
    try {
      result.complete(work.get());
    } catch (Refusal refusal) {
      result.completeExceptionally(refusal);
    } catch (RuntimeException e) {
      LOG.error("A token could not be verified.", e);
      result.completeExceptionally(Refusals.unavailable("The token could not be verified."));
    }
  }

  /** Refuses what waits and what comes. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
