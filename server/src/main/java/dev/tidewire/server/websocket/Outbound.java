package dev.tidewire.server.websocket;

import java.io.IOException;

/**
 * The writing half of a connection: its queue, and whether the socket takes it. While the socket
 * takes nothing, a further message costs a reference and nothing is tried. Confined to the loop.
 */
final class Outbound {
  /** What one connection may write before others have their turn. */
  private static final int MAX_BYTES_AT_ONCE = 2 * Staging.CAPACITY;

  private final Transport transport;
  private final Loop loop;
  private final Liveness liveness;
  private final int maxBytes;

  /** The socket's, for a {@link SendBatch}; -1 when everything goes through the transport. */
  private final int descriptor;

  private final OutboundQueue queue = new OutboundQueue();

  /** Whether the transport is to tell when it can be written. */
  private boolean stalled;

  Outbound(Transport transport, Loop loop, Liveness liveness, int maxBytes) {
    this.transport = transport;
    this.loop = loop;
    this.liveness = liveness;
    this.maxBytes = maxBytes;
    this.descriptor = loop.batch().isOpen() ? transport.descriptor() : -1;
  }

  /** Whether a frame fits under the bound. */
  boolean hasRoomFor(Frame frame) {
    return queue.bytes() + frame.size() <= maxBytes;
  }

  void add(Frame frame) {
    queue.add(frame);
    loop.traffic().queued(frame.size());
  }

  void addPong(Frame frame) {
    int before = queue.bytes();
    queue.addPong(frame);
    loop.traffic().queued(queue.bytes() - before);
  }

  /** Drops what has not begun to be written. */
  void dropUnbegun() {
    int before = queue.bytes();
    queue.dropUnbegun();
    loop.traffic().queued(queue.bytes() - before);
  }

  /** Drops everything, because the transport is closed. */
  void close() {
    loop.traffic().queued(-queue.bytes());
  }

  int bytes() {
    return queue.bytes();
  }

  boolean isStalled() {
    return stalled;
  }

  /** Whether everything has been written and flushed. */
  boolean isDrained() {
    return queue.isEmpty() && !stalled;
  }

  void trim() {
    queue.trim();
  }

  /** What {@link Transport#prefetch} does, for the whole half. */
  int prefetch() {
    return queue.bytes() + (mayJoin(loop.batch()) ? 0 : transport.prefetch());
  }

  private boolean mayJoin(SendBatch batch) {
    return descriptor >= 0 && batch.isOpen();
  }

  /** Has all that is queued go with a batch; false when it must be written by itself. */
  boolean join(SendBatch batch, Connection connection) {
    return mayJoin(batch) && batch.add(connection, descriptor, queue);
  }

  /** The socket took so many bytes of what went with a batch. Whether that was all. */
  boolean wasSent(int bytes) {
    wrote(bytes);
    loop.traffic().batched();
    return queue.isEmpty();
  }

  /**
   * Writes before the end of the tick, to make room for a frame, until the socket takes no more.
   */
  void makeRoomFor(Frame frame) throws IOException {
    boolean taking = !stalled;
    while (taking && !hasRoomFor(frame)) {
      taking = writeOnce() > 0;
    }
  }

  /**
   * Writes, which is one write unless there is more than a buffer or, with TLS, than a record. What
   * the transport does not take follows when it is ready. True when a stall is over.
   */
  boolean write() throws IOException {
    int written = 0;
    int last;
    do {
      last = writeOnce();
      written += last;
    } while (last > 0 && !queue.isEmpty() && written < MAX_BYTES_AT_ONCE);
    if (transport.flush() && queue.isEmpty()) {
      return unstall();
    }
    if (!stalled) {
      stalled = true;
      transport.resumeWrites();
      liveness.progressed();
    } else if (written > 0) {
      liveness.progressed();
    }
    return false;
  }

  private int writeOnce() throws IOException {
    if (queue.isEmpty()) {
      return 0;
    }
    int written = transport.write(loop.staging().load(queue));
    wrote(written);
    return written;
  }

  private void wrote(int bytes) {
    loop.traffic().wrote(bytes, queue.written(bytes));
    loop.traffic().queued(-bytes);
  }

  private boolean unstall() {
    if (!stalled) {
      return false;
    }
    stalled = false;
    transport.suspendWrites();
    liveness.drained();
    return true;
  }
}
