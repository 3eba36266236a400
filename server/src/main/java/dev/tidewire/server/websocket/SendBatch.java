package dev.tidewire.server.websocket;

import dev.tidewire.server.uring.SendRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What many connections of a loop send with one system call. They are added during a flush and are
 * sent at its end, or when the batch is full; a broadcast lies in memory once for all of them.
 * Without an io_uring it takes nobody, and each connection is written to by itself. Confined to the
 * loop, but for making it.
 *
 * <p>From the moment that a connection is added until it is sent, its queue is as it was, because
 * nothing else happens on the loop; its socket stays open, because sockets are closed at the end of
 * a tick.
 */
final class SendBatch {
  private static final Logger log = LoggerFactory.getLogger(SendBatch.class);

  /**
   * Connections that go together: enough for the price of a system call to be shared, and few
   * enough for what is ours of them to stay in the processor's caches.
   */
  static final int SIZE = 128;

  /** A connection that has more than this to send is written to by itself. */
  static final int LARGEST = 16 * 1024;

  static final int BYTES = 16 * LARGEST;

  private final @Nullable Connection[] added = new @Nullable Connection[SIZE];

  /** Null when there is none, or it has failed. */
  private @Nullable SendRing ring;

  /** The frame that was copied last, if it was one alone, and where it lies. */
  private @Nullable Frame shared;

  private int sharedAt;

  /** A batch that sends through this ring, which it closes; null for one that takes nobody. */
  SendBatch(@Nullable SendRing ring) {
    this.ring = ring;
  }

  /** A batch for one loop. */
  static SendBatch of(Sending sending) {
    if (sending == Sending.ONE_BY_ONE) {
      return none();
    }
    try {
      return new SendBatch(SendRing.open(SIZE, BYTES));
    } catch (IOException e) {
      log.info("There is no io_uring: each connection is written to by itself. {}", e.getMessage());
      return none();
    }
  }

  /** A batch that takes nobody. */
  static SendBatch none() {
    return new SendBatch(null);
  }

  /** Whether it takes connections. */
  boolean isOpen() {
    return ring != null;
  }

  /**
   * Adds all that a connection has queued. False, without any effect, when it must be written by
   * itself.
   */
  boolean add(Connection connection, int descriptor, OutboundQueue queue) {
    SendRing open = ring;
    int length = queue.bytes();
    if (open == null || length == 0 || length > LARGEST) {
      return false;
    }
    int at = place(queue, open.bytes());
    if (at < 0) {
      return false;
    }
    added[open.count()] = connection;
    open.add(descriptor, at, length);
    if (!open.hasRoom()) {
      send();
    }
    return true;
  }

  /** Where in the buffer the bytes of a queue lie; -1 when there is no room left for them. */
  private int place(OutboundQueue queue, ByteBuffer bytes) {
    Frame only = queue.only();
    if (only != null && only == shared) {
      return sharedAt;
    }
    if (bytes.remaining() < queue.bytes()) {
      return -1;
    }
    int at = bytes.position();
    queue.copyTo(bytes);
    shared = only;
    sharedAt = at;
    return at;
  }

  /** Sends what was added. */
  void send() {
    SendRing open = ring;
    if (open == null || open.count() == 0) {
      return;
    }
    int count = open.count();
    try {
      open.submit();
    } catch (IOException e) {
      log.error("The io_uring failed: each connection is written to by itself from now on.", e);
      ring = null;
    }
    settle(open, count);
    if (ring == null) {
      open.close();
    } else if (open.bytes().remaining() < LARGEST) {
      open.bytes().clear();
      shared = null;
    }
  }

  /**
   * First all queues learn what was sent of them, then follow those that need more: whatever they
   * set off finds every queue as it is.
   */
  private void settle(SendRing sent, int count) {
    int partial = 0;
    for (int i = 0; i < count; i++) {
      Connection connection = added[i];
      if (connection != null && connection.wasSent(sent.result(i))) {
        added[i] = null;
      } else {
        partial++;
      }
    }
    for (int i = 0; partial > 0 && i < count; i++) {
      Connection connection = added[i];
      added[i] = null;
      if (connection != null) {
        partial--;
        connection.afterPartialSend(sent.result(i));
      }
    }
  }

  /** Gives the memory back. */
  void close() {
    if (ring != null) {
      ring.close();
      ring = null;
    }
  }
}
