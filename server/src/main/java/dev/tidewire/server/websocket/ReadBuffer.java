package dev.tidewire.server.websocket;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The loop's one buffer for reading. Confined to the loop. */
final class ReadBuffer {
  static final int CAPACITY = 64 * 1024;

  private final ByteBuffer direct = ByteBuffer.allocateDirect(CAPACITY);
  private final byte[] bytes = new byte[CAPACITY];

  /** What the last {@link #fill} read; valid until the next one. */
  byte[] bytes() {
    return bytes;
  }

  /** Reads once: the number of bytes, 0 for none, -1 for the end of the stream. */
  int fill(Transport transport) throws IOException {
    direct.clear();
    int count = transport.read(direct);
    if (count > 0) {
      direct.flip().get(bytes, 0, count);
    }
    return count;
  }
}
