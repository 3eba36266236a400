package dev.tidewire.server.websocket;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The reading half of a connection: moves bytes from the transport to the decoder, and stops when
 * the handler asks. Confined to the loop.
 */
final class Inbound {
  /** Full buffers that one connection may read in a tick. */
  private static final int MAX_READS = 4;

  /** What a peer may send after its stream lost its meaning; then it is cut without waiting. */
  private static final int MAX_DISCARDED = 1024 * 1024;

  private final Connection connection;
  private final Transport transport;
  private final Loop loop;
  private final FrameDecoder decoder;

  private boolean suspended;

  /** What was read but not decoded before reading was suspended. */
  private byte @Nullable [] kept;

  private int discarded;

  Inbound(
      Connection connection,
      Transport transport,
      Loop loop,
      ConnectionOptions options,
      Compression compression,
      FrameListener listener) {
    this.connection = connection;
    this.transport = transport;
    this.loop = loop;
    this.decoder =
        new FrameDecoder(
            options.maxMessageBytes(),
            options.maxFragments(),
            compression,
            loop.inflation(),
            listener);
  }

  void start() {
    if (!suspended) {
      transport.resumeReads();
    }
  }

  void suspend() {
    suspended = true;
    transport.suspendReads();
  }

  boolean isSuspended() {
    return suspended;
  }

  /** Reads again, in a later tick: the caller may be inside a call of the decoder. */
  void resume() {
    if (suspended) {
      suspended = false;
      loop.executeNextTick(this::resumed);
    }
  }

  /** The transport has something to read. */
  void readReady() {
    for (int i = 0; i < MAX_READS; i++) {
      if (suspended || connection.isClosed() || isLast(readOnce())) {
        return;
      }
    }
    // There is more, and some transports do not say so again: go on after the others.
    loop.executeNextTick(this::readReady);
  }

  private boolean isLast(int count) {
    return count == 0 || (count < ReadBuffer.CAPACITY && transport.leavesNothing());
  }

  /** Reads and decodes once; the number of bytes, 0 also when the peer has ended. */
  int readOnce() {
    ReadBuffer buffer = loop.readBuffer();
    int count;
    try {
      count = buffer.fill(transport);
    } catch (IOException e) {
      // A reset by the peer, or a broken TLS record: to us it is gone.
      connection.peerVanished();
      return 0;
    }
    if (count < 0) {
      connection.peerEnded();
      return 0;
    }
    if (count > 0) {
      connection.heard(count);
      process(buffer.bytes(), 0, count);
    }
    return count;
  }

  private void resumed() {
    byte[] earlier = kept;
    kept = null;
    if (earlier != null) {
      process(earlier, 0, earlier.length);
    }
    if (!suspended && !connection.isClosed()) {
      transport.resumeReads();
    }
  }

  private void process(byte[] buffer, int from, int to) {
    int at = from;
    try {
      while (at < to && !suspended && connection.isReading()) {
        at = decoder.decode(buffer, at, to);
      }
    } catch (ProtocolViolation violation) {
      connection.violated(violation);
      at = to;
    }
    if (connection.isReading()) {
      if (at < to) {
        kept = Arrays.copyOfRange(buffer, at, to);
      }
    } else {
      discard(to - at);
    }
  }

  private void discard(int count) {
    discarded += count;
    if (discarded > MAX_DISCARDED) {
      connection.terminate();
    }
  }
}
