package dev.tidewire.server.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What is counted about connections. Thread-safe. */
public final class ConnectionMetrics {
  private static final String REFUSED = "tidewire_handshakes_refused_total";
  private static final String REFUSED_MEANS = "Handshakes refused";
  private static final String SLOW = "tidewire_slow_consumers_total";
  private static final String SLOW_MEANS = "Connections closed as too slow";

  private final MeterRegistry registry;
  private final LongAdder open = new LongAdder();
  private final LongAdder queuedBytes = new LongAdder();
  private final LongAdder writes;
  private final LongAdder batchedWrites;
  private final LongAdder messagesSent;
  private final LongAdder bytesSent;
  private final LongAdder messagesReceived;
  private final LongAdder bytesReceived;
  private final LongAdder compressedMessages;
  private final LongAdder bytesBeforeCompression;
  private final LongAdder bytesAfterCompression;
  private final LongAdder opened;
  private final LongAdder pings;
  private final LongAdder heartbeats;
  private final LongAdder pacedFlushes;
  private final LongAdder closeTimeouts;
  private final Timer flushes;

  public ConnectionMetrics(Metrics metrics) {
    registry = metrics.registry();
    Gauge.builder("tidewire_connections", open, LongAdder::sum)
        .description("WebSocket connections that are open or closing")
        .register(registry);
    Gauge.builder("tidewire_queued_bytes", queuedBytes, LongAdder::sum)
        .description("Bytes that wait in the outbound queues")
        .register(registry);
    // Alerts look at these: a counter that begins with its first event hides that event from them.
    labelled(REFUSED, REFUSED_MEANS, "reason", "full");
    labelled(SLOW, SLOW_MEANS, "bound", "bytes");
    labelled(SLOW, SLOW_MEANS, "bound", "age");
    opened = counter("tidewire_connections_opened_total", "Connections that were opened");
    writes = counter("tidewire_writes_total", "Writes to sockets");
    batchedWrites =
        counter("tidewire_writes_batched_total", "Writes that went to the kernel with others");
    messagesSent = counter("tidewire_messages_sent_total", "Messages that were written");
    bytesSent = counter("tidewire_bytes_sent_total", "Bytes that were written");
    messagesReceived = counter("tidewire_messages_received_total", "Messages that were received");
    bytesReceived = counter("tidewire_bytes_received_total", "Bytes that were read");
    compressedMessages =
        counter("tidewire_messages_compressed_total", "Messages that were compressed, for all");
    bytesBeforeCompression =
        counter("tidewire_compression_bytes_in_total", "Bytes of them before compression");
    bytesAfterCompression =
        counter("tidewire_compression_bytes_out_total", "Bytes of them after compression");
    pings = counter("tidewire_pings_received_total", "Pings that clients sent");
    heartbeats = counter("tidewire_heartbeats_sent_total", "Heartbeats that were queued");
    pacedFlushes = counter("tidewire_flushes_paced_total", "Flushes that waited for their turn");
    closeTimeouts =
        counter("tidewire_close_timeouts_total", "Close handshakes that peers did not finish");
    flushes =
        Timer.builder("tidewire_flush_duration")
            .description("How long a loop took to write to all connections with something to send")
            .register(registry);
  }

  /** Shows how many connections this node takes. Call it once. */
  public void showLimit(int connections) {
    Gauge.builder("tidewire_connections_limit", () -> connections)
        .description("Connections that this node takes at most")
        .strongReference(true)
        .register(registry);
  }

  /** Connections that are open or closing. */
  public long open() {
    return open.sum();
  }

  /** Connections that were ever opened. */
  public long allOpened() {
    return opened.sum();
  }

  /** A connection was opened. */
  public void opened() {
    open.increment();
    opened.increment();
  }

  /**
   * A connection is gone.
   *
   * @param cause who ended it and why, one of few names
   * @param code its close code, as a label: one of ours, or the class of one that a peer chose
   */
  public void closed(String cause, String code) {
    open.decrement();
    Counter.builder("tidewire_connections_closed_total")
        .description("Connections that ended")
        .tag("cause", cause)
        .tag("code", code)
        .register(registry)
        .increment();
  }

  /** A handshake was refused, for one of few reasons. */
  public void handshakeRefused(String reason) {
    labelled(REFUSED, REFUSED_MEANS, "reason", reason).increment();
  }

  /** A peer broke the protocol and was told so with this close code. */
  public void protocolError(int code) {
    count(
        "tidewire_protocol_errors_total",
        "Connections closed because the peer broke the protocol",
        "code",
        Integer.toString(code));
  }

  /** A compressed message was refused while it was decompressed, for one of few reasons. */
  public void inflateRefused(String reason) {
    count(
        "tidewire_inflate_refused_total",
        "Connections closed for a compressed message that was too big or malformed",
        "reason",
        reason);
  }

  /** A peer had more bytes queued than it may. */
  public void queueOverflowed() {
    slowConsumer("bytes");
  }

  /** A peer's queue made no progress for too long. */
  public void queueStalled() {
    slowConsumer("age");
  }

  /** A peer sent more pings and pongs than it may. */
  public void controlFlood() {
    count("tidewire_control_floods_total", "Connections closed for a flood", "kind", "control");
  }

  /** A peer sent a ping. */
  public void pinged() {
    pings.increment();
  }

  /** A heartbeat was queued. */
  public void heartbeat() {
    heartbeats.increment();
  }

  /** A peer did not finish the close handshake in time, and was cut. */
  public void closeTimedOut() {
    closeTimeouts.increment();
  }

  /** A loop put a flush off, so that writes gather. */
  public void flushPaced() {
    pacedFlushes.increment();
  }

  /** A loop wrote to all connections that had something to send. */
  public void flushed(long nanos) {
    flushes.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Adds what a loop counted, and sets the loop's count back. On the loop that owns it. */
  public void report(Traffic traffic) {
    move(traffic.writes, writes);
    move(traffic.batchedWrites, batchedWrites);
    move(traffic.messagesSent, messagesSent);
    move(traffic.bytesSent, bytesSent);
    move(traffic.messagesReceived, messagesReceived);
    move(traffic.bytesReceived, bytesReceived);
    move(traffic.queuedBytes, queuedBytes);
    move(traffic.compressedMessages, compressedMessages);
    move(traffic.bytesBeforeCompression, bytesBeforeCompression);
    move(traffic.bytesAfterCompression, bytesAfterCompression);
    traffic.writes = 0;
    traffic.batchedWrites = 0;
    traffic.messagesSent = 0;
    traffic.bytesSent = 0;
    traffic.messagesReceived = 0;
    traffic.bytesReceived = 0;
    traffic.queuedBytes = 0;
    traffic.compressedMessages = 0;
    traffic.bytesBeforeCompression = 0;
    traffic.bytesAfterCompression = 0;
  }

  private void slowConsumer(String bound) {
    labelled(SLOW, SLOW_MEANS, "bound", bound).increment();
  }

  private void count(String name, String description, String label, String value) {
    labelled(name, description, label, value).increment();
  }

  private Counter labelled(String name, String description, String label, String value) {
    return Counter.builder(name).description(description).tag(label, value).register(registry);
  }

  private LongAdder counter(String name, String description) {
    LongAdder adder = new LongAdder();
    FunctionCounter.builder(name, adder, LongAdder::sum)
        .description(description)
        .register(registry);
    return adder;
  }

  private static void move(long count, LongAdder to) {
    if (count != 0) {
      to.add(count);
    }
  }
}
