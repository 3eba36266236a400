package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** What is counted about nodes and the commands that they carry out. Thread-safe. */
public final class ClusterMetrics {
  /** Why a node did not simply go on with the next command. */
  public enum Resync {
    /** It has just started. */
    STARTED,
    /** The store has lost its memory, or may have gone back in time. */
    EPOCH,
    /** The log of commands no longer reaches back to where the node stood. */
    TRIMMED
  }

  private final MeterRegistry registry;

  /** Counts in {@code metrics}. */
  public ClusterMetrics(Metrics metrics) {
    this.registry = metrics.registry();
  }

  /** Shows how much there is, asked at every scrape, from any thread. Call it once. */
  public void showSize(IntSupplier revocations, IntSupplier nodes) {
    gauge("tidewire_revocations", "Revocations that this node knows of", revocations);
    gauge("tidewire_nodes", "Nodes that are alive, as this one knows", nodes);
  }

  /** Shows whether every command has been carried out here. Call it once. */
  public void showCurrent(BooleanSupplier current) {
    gauge(
        "tidewire_commands_current",
        "1 when this node has carried out every command that was sent to it",
        () -> current.getAsBoolean() ? 1 : 0);
  }

  /** A command was handed to all nodes. */
  public void sent(String kind) {
    count("tidewire_commands_sent_total", "Commands handed to all nodes by this one", kind, 1);
  }

  /** A command was carried out here, and concerned so many sessions. */
  public void applied(String kind, long sessions) {
    count("tidewire_commands_applied_total", "Commands carried out on this node", kind, 1);
    count(
        "tidewire_commands_sessions_total",
        "Sessions that commands concerned on this node",
        kind,
        sessions);
  }

  /** A command could not be carried out here, because of a fault. */
  public void failed(String kind) {
    count("tidewire_commands_failed_total", "Commands that failed on this node", kind, 1);
  }

  /** So many nodes did not say in time that they have carried out a command. */
  public void missing(int nodes) {
    Counter.builder("tidewire_commands_missing_total")
        .description("Nodes that did not acknowledge a command of this one in time")
        .register(registry)
        .increment(nodes);
  }

  /** This node had to load what is revoked. */
  public void resynced(Resync reason) {
    Counter.builder("tidewire_commands_resyncs_total")
        .description("Times this node loaded all revocations")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
  }

  private void count(String name, String description, String kind, long by) {
    Counter.builder(name)
        .description(description)
        .tag("kind", kind)
        .register(registry)
        .increment((double) by);
  }

  private void gauge(String name, String description, IntSupplier value) {
    Gauge.builder(name, value, IntSupplier::getAsInt)
        .description(description)
        .strongReference(true)
        .register(registry);
  }
}
