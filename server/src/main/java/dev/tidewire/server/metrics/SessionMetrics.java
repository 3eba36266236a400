package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What sessions count. Thread-safe. */
public final class SessionMetrics {
  private final MeterRegistry registry;
  private final Counter recovered;
  private final Counter lost;
  private final Counter gaps;
  private final Counter badFrames;
  private final Counter floods;
  private final Counter tooManySubscriptions;
  private final Counter leavesFailed;

  /** Registers the counters. */
  public SessionMetrics(Metrics metrics) {
    registry = metrics.registry();
    recovered = resumes("true");
    lost = resumes("false");
    gaps =
        counter("tidewire_gaps_total", "Subscribers told in the middle that continuity was lost");
    badFrames =
        counter("tidewire_bad_frames_total", "Sessions ended by a message that was no request");
    floods = counter("tidewire_sessions_flooded_total", "Sessions ended far over the request rate");
    tooManySubscriptions =
        counter("tidewire_subscriptions_refused_total", "Subscribes over the limit of a session");
    leavesFailed =
        counter("tidewire_presence_leaves_failed_total", "Leaves that presence did not take");
  }

  /** A subscribe asked to continue. */
  public void resumed(boolean recovered) {
    (recovered ? this.recovered : lost).increment();
  }

  /** A subscriber was told that continuity was lost. */
  public void gap() {
    gaps.increment();
  }

  /** A message was no request. */
  public void badFrame() {
    badFrames.increment();
  }

  /** A session was ended far over the request rate. */
  public void flooded() {
    floods.increment();
  }

  /** A subscribe was over the limit of its session. */
  public void tooManySubscriptions() {
    tooManySubscriptions.increment();
  }

  /** Presence did not take a leave. */
  public void leaveFailed() {
    leavesFailed.increment();
  }

  /** A request was refused with this error code. */
  public void refused(String code) {
    byCode("tidewire_requests_refused_total", "Requests that were refused", code);
  }

  /** A catch-up could not read the history, and will try again. */
  public void catchUpFailed(String code) {
    byCode(
        "tidewire_catchup_reads_failed_total",
        "Reads of history that a catch-up has to repeat",
        code);
  }

  private void byCode(String name, String description, String code) {
    Counter.builder(name).description(description).tag("code", code).register(registry).increment();
  }

  private Counter resumes(String outcome) {
    return Counter.builder("tidewire_resumes_total")
        .description("Subscribes that asked to continue behind a position")
        .tag("recovered", outcome)
        .register(registry);
  }

  private Counter counter(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }
}
