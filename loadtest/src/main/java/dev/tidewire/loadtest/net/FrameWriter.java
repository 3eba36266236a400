package dev.tidewire.loadtest.net;

import java.util.concurrent.ThreadLocalRandom;

/** Encodes a client's frames: final, masked (RFC 6455, section 5.3). */
final class FrameWriter {
  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;

  private FrameWriter() {}

  static byte[] masked(int opcode, byte[] payload) {
    int lengthBytes = payload.length < LENGTH_16 ? 0 : payload.length <= 0xFFFF ? 2 : 8;
    byte[] frame = new byte[2 + lengthBytes + 4 + payload.length];
    frame[0] = (byte) (FINAL | opcode);
    int shown = lengthBytes == 0 ? payload.length : lengthBytes == 2 ? LENGTH_16 : LENGTH_64;
    frame[1] = (byte) (MASKED | shown);
    int at = 2;
    for (int shift = 8 * (lengthBytes - 1); shift >= 0; shift -= 8) {
      frame[at++] = (byte) ((long) payload.length >>> shift);
    }
    int key = ThreadLocalRandom.current().nextInt();
    for (int i = 0; i < 4; i++) {
      frame[at++] = (byte) (key >>> (24 - 8 * i));
    }
    for (int i = 0; i < payload.length; i++) {
      frame[at + i] = (byte) (payload[i] ^ (key >>> (24 - 8 * (i & 3))));
    }
    return frame;
  }

  /** The payload that echoes a close code; empty for one that may not be sent. */
  static byte[] closePayload(int code) {
    boolean sendable = code >= 1000 && code < 5000 && code != 1005 && code != 1006;
    return sendable ? new byte[] {(byte) (code >>> 8), (byte) code} : new byte[0];
  }
}
