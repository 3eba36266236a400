package dev.tidewire.server.websocket;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import java.util.zip.InflaterOutputStream;

/** Frames as a client sends them, written independently of the server's own encoder. */
public final class ClientFrames {
  private static final byte[] KEY = {0x37, (byte) 0xfa, 0x21, 0x3d};

  private ClientFrames() {}

  public static byte[] text(String text) {
    return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] close(int code) {
    return frame(0x88, ByteBuffer.allocate(2).putShort((short) code).array());
  }

  /** A masked message of one frame that is compressed (RFC 7692). */
  public static byte[] compressedText(String text) {
    return frame(0xC1, deflate(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The payload of a compressed message. */
  public static byte[] deflate(byte[] message) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(message);
      byte[] compressed = new byte[message.length + 1000];
      int length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
      return Arrays.copyOf(compressed, length - 4);
    } finally {
      deflater.end();
    }
  }

  /** The message of a compressed payload. */
  public static byte[] inflate(byte[] compressed) {
    byte[] tail = {0, 0, (byte) 0xFF, (byte) 0xFF};
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    try (InflaterOutputStream out = new InflaterOutputStream(message, new Inflater(true))) {
      out.write(compressed);
      out.write(tail);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return message.toByteArray();
  }

  /** A masked frame with this first byte, its length in the shortest form. */
  public static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(first);
    int length = payload.length;
    if (length < 126) {
      out.write(0x80 | length);
    } else if (length < 65536) {
      out.write(0x80 | 126);
      out.writeBytes(ByteBuffer.allocate(2).putShort((short) length).array());
    } else {
      out.write(0x80 | 127);
      out.writeBytes(ByteBuffer.allocate(8).putLong(length).array());
    }
    out.writeBytes(KEY);
    for (int i = 0; i < length; i++) {
      out.write(payload[i] ^ KEY[i % 4]);
    }
    return out.toByteArray();
  }
}
