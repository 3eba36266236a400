package dev.tidewire.server.websocket;

import java.net.SocketAddress;

/** One WebSocket connection. Confined to its loop. */
@SuppressWarnings("DoNotCallSuggester")
public final class Connection {
  private final Loop loop;
  private final SocketAddress peer;

  Connection(Loop loop, SocketAddress peer) {
    this.loop = loop;
    this.peer = peer;
  }

  /** The loop that owns it. */
  public Loop loop() {
    return loop;
  }

  /** The address that the socket came from. */
  public SocketAddress peer() {
    return peer;
  }

  /**
   * Whether messages can still be sent: no close frame was sent or received, and nothing failed.
   */
  public boolean isOpen() {
    throw new UnsupportedOperationException();
  }

  /**
   * Queues a frame, to be written at the end of the tick. Without effect when the connection is not
   * open. When the queue would grow over its bound, the connection is closed as a slow consumer.
   */
  public void send(Frame frame) {
    throw new UnsupportedOperationException();
  }

  /**
   * Begins the close handshake behind what is queued; the socket is cut when it is done or its
   * deadline passes. Without effect when it has begun already. No message is received after it.
   *
   * @param code a code that may stand in a close frame
   * @param reason at most 123 bytes of UTF-8
   */
  public void close(int code, String reason) {
    throw new UnsupportedOperationException();
  }

  /** Cuts the socket now. */
  public void terminate() {
    throw new UnsupportedOperationException();
  }

  /** Bytes that wait to be written. */
  public long queuedBytes() {
    throw new UnsupportedOperationException();
  }

  /** Stops reading, also inside a call of the handler: what has been read already is kept. */
  public void suspendReads() {
    throw new UnsupportedOperationException();
  }

  /** Reads again. What was kept is decoded first, later in the same tick. */
  public void resumeReads() {
    throw new UnsupportedOperationException();
  }
}
