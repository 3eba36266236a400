package dev.tidewire.server.auth;

import dev.tidewire.server.metrics.TokenMetrics;
import dev.tidewire.server.metrics.TokenMetrics.Fetch;
import dev.tidewire.server.protocol.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Public keys that are fetched from where their owner publishes them, and again before they grow
 * old. Thread-safe: it fetches on a thread of its own, everything else may be called on a loop.
 *
 * <p>While a fetch fails the keys that are known go on counting. Until a first one has succeeded
 * tokens are refused as {@code UNAVAILABLE}, so that clients try again.
 */
public final class JwksKeys implements PublicKeys, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);

  private final JwksOptions options;
  private final List<VerificationKey> others;
  private final TokenMetrics metrics;
  private final JwksClient client;
  private final ScheduledThreadPoolExecutor thread;
  private final Object lock = new Object();

  private volatile KeyRing ring;
  private volatile long fetchedAt;

  // Guarded by the lock
  private @Nullable CompletableFuture<KeyRing> fetching;
  private int waiting;
  private long begunAt;
  private boolean closed;

  // Confined to the thread
  private Optional<String> tag = Optional.empty();
  private int failures;
  private @Nullable Future<?> next;

  private JwksKeys(
      JwksOptions options, List<VerificationKey> others, TokenRules rules, TokenMetrics metrics) {
    this.options = options;
    this.others = List.copyOf(others);
    this.metrics = metrics;
    this.client = new JwksClient(options);
    this.ring = KeyRing.of(others, rules);
    this.fetchedAt = System.nanoTime();
    this.thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("jwks").factory());
    thread.setRemoveOnCancelPolicy(true);
    metrics.showKeys(
        () -> ring.keys().size(),
        () -> TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - fetchedAt));
  }

  /**
   * Starts fetching; waits for nothing.
   *
   * @param others keys that count beside those that are fetched
   */
  public static JwksKeys start(
      JwksOptions options, List<VerificationKey> others, TokenRules rules, TokenMetrics metrics) {
    JwksKeys keys = new JwksKeys(options, others, rules, metrics);
    synchronized (keys.lock) {
      var _ = keys.begin();
    }
    return keys;
  }

  @Override
  public KeyRing current() {
    return ring;
  }

  @Override
  public CompletionStage<KeyRing> newerThan(KeyRing seen) {
    synchronized (lock) {
      if (ring != seen) {
        return CompletableFuture.completedStage(ring);
      }
      if (fetching == null && !isRested()) {
        return unavailable();
      }
      if (waiting >= options.maxWaiting() || closed) {
        return unavailable();
      }
      waiting++;
      return begin();
    }
  }

  /** Only under the lock. */
  private boolean isRested() {
    return System.nanoTime() - begunAt >= options.unknownKeyPause().toNanos();
  }

  /** Only under the lock. The stage that was there, or one for a fetch that begins. */
  private CompletableFuture<KeyRing> begin() {
    if (fetching == null) {
      fetching = new CompletableFuture<>();
      begunAt = System.nanoTime();
      thread.execute(this::fetch);
    }
    return fetching;
  }

  private static CompletionStage<KeyRing> unavailable() {
    return CompletableFuture.failedStage(unknownNow());
  }

  private static Refusal unknownNow() {
    return Refusals.unavailable("The key of the token is not known here yet; try again.");
  }

  private void fetch() {
    if (next != null) {
      next.cancel(false);
    }
    boolean fetched = false;
    try {
      schedule(options.age(update(client.get(tag)).cacheControl()));
      fetched = true;
    } catch (IOException | IllegalArgumentException e) {
      failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    } catch (RuntimeException e) {
      LOG.error("Public keys could not be fetched.", e);
      failed("There was a fault.");
    } finally {
      finish(fetched);
    }
  }

  private JwksClient.Answer update(JwksClient.Answer answer) {
    Fetch outcome = answer.body().map(this::update).orElse(Fetch.UNCHANGED);
    tag = answer.tag();
    fetchedAt = System.nanoTime();
    metrics.fetched(outcome);
    if (failures > 0) {
      LOG.info("Public keys come from {} again.", options.url());
    }
    failures = 0;
    return answer;
  }

  private Fetch update(String body) {
    JwkSetReader.Found found = JwkSetReader.read(body);
    for (String problem : found.problems()) {
      LOG.warn("A key from {} is not used. {}", options.url(), problem);
    }
    if (found.keys().isEmpty()) {
      throw new IllegalArgumentException("There is no key in it that tokens are signed with.");
    }
    List<VerificationKey> keys = new ArrayList<>(others);
    keys.addAll(found.keys());
    if (keys.equals(ring.keys())) {
      return Fetch.UNCHANGED;
    }
    ring = ring.with(keys);
    LOG.info("{} public keys from {} count.", found.keys().size(), options.url());
    return Fetch.CHANGED;
  }

  private void failed(String sentence) {
    failures++;
    metrics.fetched(Fetch.FAILED);
    Duration pause = options.retry(failures);
    LOG.warn(
        "Public keys cannot be fetched from {}; {} known ones go on counting, next attempt in {} ms."
            + " {}",
        options.url(),
        ring.keys().size(),
        pause.toMillis(),
        sentence);
    schedule(pause);
  }

  private void schedule(Duration pause) {
    synchronized (lock) {
      if (!closed) {
        next = thread.schedule(this::again, pause.toNanos(), TimeUnit.NANOSECONDS);
      }
    }
  }

  private void again() {
    synchronized (lock) {
      if (!closed) {
        var _ = begin();
      }
    }
  }

  private void finish(boolean fetched) {
    @Nullable CompletableFuture<KeyRing> waited;
    synchronized (lock) {
      waited = fetching;
      fetching = null;
      waiting = 0;
    }
    if (waited != null && fetched) {
      waited.complete(ring);
    } else if (waited != null) {
      waited.completeExceptionally(unknownNow());
    }
  }

  /** Fetches no more; the keys that are known go on counting. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      var _ = thread.shutdownNow();
    }
    client.close();
    finish(false);
  }
}
