package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What the connections to Redis count. Thread-safe. */
public final class RedisMetrics {
  /** Why a command failed. */
  public enum Failure {
    /** It was not answered in time. */
    TIMEOUT,
    /** There was no connection, or it was lost meanwhile. */
    CONNECTION,
    /** Too much was waiting for an answer already. */
    REJECTED,
    /** Redis has no memory left. */
    MEMORY,
    /** Redis takes no writes: it loads its data, or misses its replicas or its disk. */
    REFUSED,
    /** Redis answered with an error that we did not expect. */
    ERROR
  }

  /** What another release has written and this one cannot read. */
  public enum Unread {
    /** A message on its way through Pub/Sub. */
    MESSAGE,
    /** A message in a channel's history. */
    ENTRY,
    /** The position of an idempotency key. */
    KEY,
    /** Somebody who is in a channel. */
    MEMBER,
    /** Word of who comes and goes. */
    NEWS,
    /** A command for all nodes. */
    COMMAND,
    /** What is revoked. */
    REVOCATION,
    /** What nodes call to each other, and say of themselves. */
    NODE
  }

  private final MeterRegistry registry;
  private final Counter connected;
  private final Counter disconnected;
  private final Counter connectFailed;
  private final Counter probeFailed;
  private final Counter redirected;
  private final Map<Failure, Counter> failures = new EnumMap<>(Failure.class);
  private final Map<Unread, Counter> unread = new EnumMap<>(Unread.class);

  /** Registers the counters. */
  public RedisMetrics(Metrics metrics) {
    registry = metrics.registry();
    connected = counter("connects_total", "Connections to Redis that were opened");
    disconnected = counter("disconnects_total", "Connections to Redis that ended");
    connectFailed = counter("connect_failures_total", "Attempts to connect to Redis that failed");
    probeFailed =
        counter("probe_failures_total", "Connections to Redis given up because a probe was lost");
    redirected =
        counter("redirections_total", "Commands that a server of a cluster sent elsewhere");
    for (Failure failure : Failure.values()) {
      failures.put(
          failure,
          Counter.builder("tidewire_redis_command_failures_total")
              .description("Commands to Redis that failed")
              .tag("reason", failure.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
    for (Unread what : Unread.values()) {
      unread.put(
          what,
          Counter.builder("tidewire_redis_unreadable_total")
              .description("What another release has written and this one cannot read")
              .tag("what", what.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  /** A connection was opened. */
  public void connected() {
    connected.increment();
  }

  /** A connection has ended. */
  public void disconnected() {
    disconnected.increment();
  }

  /** An attempt to connect failed. */
  public void connectFailed() {
    connectFailed.increment();
  }

  /** A connection was given up because its probes were not answered. */
  public void probeFailed() {
    probeFailed.increment();
  }

  /** A command was sent to another server. */
  public void redirected() {
    redirected.increment();
  }

  /** A command failed. */
  public void failed(Failure failure) {
    Counter counter = failures.get(failure);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Something has a form that this release does not know. */
  public void unreadable(Unread what) {
    Counter counter = unread.get(what);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Shows whether all of Redis is there, asked at every scrape, from any thread. Call it once. */
  public void showAvailable(BooleanSupplier available) {
    Gauge.builder("tidewire_redis_available", available, it -> it.getAsBoolean() ? 1 : 0)
        .description("1 while every part of Redis is connected and answers, else 0")
        .strongReference(true)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder("tidewire_redis_" + name).description(description).register(registry);
  }
}
