package dev.tidewire.server.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The loop's one buffer for writing. Of a broadcast it is filled once: a connection whose only
 * frame lies there already is written from it without copying. Confined to the loop.
 */
final class Staging {
  /** Room for the largest message of most servers, 64 KiB, with everything around it. */
  static final int CAPACITY = 128 * 1024;

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(CAPACITY);

  /** The frame that the buffer begins with, if it is exactly one. */
  private @Nullable Frame staged;

  /** The next bytes of a queue; valid until the next call. */
  ByteBuffer load(OutboundQueue queue) {
    Frame only = queue.only();
    if (only != null && only == staged) {
      return buffer.limit(only.size()).position(0);
    }
    buffer.clear();
    queue.copyTo(buffer);
    staged = only != null && only.size() <= CAPACITY ? only : null;
    return buffer.flip();
  }
}
