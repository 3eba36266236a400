package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What is counted about the verification of tokens. Thread-safe. */
public final class TokenMetrics {
  /** What a token came to. */
  public enum Result {
    ACCEPTED,
    INVALID,
    EXPIRED,
    /** Nobody could say: the keys are missing, or too many tokens wait. */
    UNAVAILABLE
  }

  /** What became of an attempt to fetch keys. */
  public enum Fetch {
    CHANGED,
    UNCHANGED,
    FAILED
  }

  private final MeterRegistry registry;
  private final Map<Result, Counter> results = new EnumMap<>(Result.class);
  private final Map<Fetch, Counter> fetches = new EnumMap<>(Fetch.class);
  private final Counter cacheHits;
  private final Counter queueFull;

  /** Registers the counters. */
  public TokenMetrics(Metrics metrics) {
    registry = metrics.registry();
    for (Result result : Result.values()) {
      results.put(
          result,
          counter(
              "tidewire_token_verifications_total",
              "Tokens that were verified, or refused before",
              result));
    }
    for (Fetch fetch : Fetch.values()) {
      fetches.put(
          fetch, counter("tidewire_jwks_fetches_total", "Attempts to fetch public keys", fetch));
    }
    cacheHits =
        Counter.builder("tidewire_token_cache_hits_total")
            .description("Tokens that had been verified before")
            .register(registry);
    queueFull =
        Counter.builder("tidewire_token_queue_refusals_total")
            .description("Tokens refused because too many waited to be verified")
            .register(registry);
  }

  /** A token that was not remembered came to this. */
  public void verified(Result result) {
    count(results, result);
  }

  /** A token was remembered. */
  public void cacheHit() {
    cacheHits.increment();
  }

  /** A token was refused because too many waited. */
  public void queueFull() {
    queueFull.increment();
  }

  /** Keys were fetched, or were not. */
  public void fetched(Fetch fetch) {
    count(fetches, fetch);
  }

  /** Shows how many tokens wait, asked at every scrape, from any thread. Call it once. */
  public void showQueue(IntSupplier waiting) {
    gauge(
        "tidewire_token_queue", "Tokens that wait to be verified", () -> (long) waiting.getAsInt());
  }

  /** Shows how many tokens are remembered. Call it once. */
  public void showCache(IntSupplier entries) {
    gauge(
        "tidewire_token_cache_entries",
        "Tokens that are remembered",
        () -> (long) entries.getAsInt());
  }

  /** Shows how many keys there are, and how old they are, in seconds. Call it once. */
  public void showKeys(IntSupplier keys, LongSupplier age) {
    gauge("tidewire_jwks_keys", "Public keys that count", () -> (long) keys.getAsInt());
    gauge("tidewire_jwks_age_seconds", "Time since public keys were last fetched", age);
  }

  private void gauge(String name, String description, LongSupplier value) {
    Gauge.builder(name, value, LongSupplier::getAsLong)
        .description(description)
        .strongReference(true)
        .register(registry);
  }

  private Counter counter(String name, String description, Enum<?> result) {
    return Counter.builder(name)
        .description(description)
        .tag("result", result.name().toLowerCase(Locale.ROOT))
        .register(registry);
  }

  private static <K extends Enum<K>> void count(Map<K, Counter> counters, K key) {
    Counter counter = counters.get(key);
    if (counter != null) {
      counter.increment();
    }
  }
}
