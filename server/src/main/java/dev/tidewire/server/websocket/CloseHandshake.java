package dev.tidewire.server.websocket;

import org.jspecify.annotations.Nullable;

/**
 * How far a connection is on its way to its end (RFC 6455 section 7). It only goes forward, and the
 * first reason to end stays the reason. Confined to the loop.
 */
final class CloseHandshake {
  enum Phase {
    /** Messages flow. */
    OPEN,
    /** Our close frame is queued or sent, the peer's is awaited. */
    AWAITING_PEER,
    /** The peer's close frame is here and ours is on its way; then the socket is cut. */
    ANSWERING,
    /** Our close frame is on its way; what the peer sends can not be understood any more. */
    FAILING,
    /** The socket is cut. */
    CLOSED
  }

  private Phase phase = Phase.OPEN;
  private @Nullable CloseStatus status;

  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  boolean isClosed() {
    return phase == Phase.CLOSED;
  }

  /** Whether frames of the peer are still decoded: messages, or its answer to our close frame. */
  boolean isReading() {
    return phase == Phase.OPEN || phase == Phase.AWAITING_PEER;
  }

  /** Whether the socket is to be cut as soon as all is written. */
  boolean endsWhenFlushed() {
    return phase == Phase.ANSWERING;
  }

  /** Whether our half is to be ended as soon as all is written. */
  boolean finishesWritesWhenFlushed() {
    return phase == Phase.FAILING;
  }

  /** Moves on to a later phase. A status stays what it was when there was one. */
  void advance(Phase to, CloseStatus why) {
    if (to.compareTo(phase) <= 0) {
      throw new IllegalStateException("A connection does not go from " + phase + " to " + to + ".");
    }
    phase = to;
    if (status == null) {
      status = why;
    }
  }

  /** Why the connection ends or ended. */
  CloseStatus status() {
    if (status == null) {
      throw new IllegalStateException("The connection is open.");
    }
    return status;
  }
}
