package dev.tidewire.server.websocket;

import org.jspecify.annotations.Nullable;

/**
 * Turns the bytes of one client into messages and control frames, whatever the borders at which
 * they arrive. A message that arrives whole is handed on where it lies, unmasked in place, unless
 * it is compressed; only the beginning of an incomplete one is copied. Confined to the loop; after
 * a violation it must not be used any more.
 */
final class FrameDecoder {
  private final FrameHeader header;
  private final MessageAssembler message;
  private final Inflation inflation;
  private final FrameListener listener;

  /** Whether the header is done and its payload is awaited. */
  private boolean inPayload;

  /** Payload bytes of the frame that have not arrived, and the masking key for the next of them. */
  private int remaining;

  private int maskingKey;

  /** The payload of a control frame that arrived in pieces. */
  private byte @Nullable [] control;

  FrameDecoder(
      int maxMessageBytes,
      int maxFragments,
      Compression compression,
      Inflation inflation,
      FrameListener listener) {
    this.header = new FrameHeader(compression);
    this.message = new MessageAssembler(maxMessageBytes, maxFragments);
    this.inflation = inflation;
    this.listener = listener;
  }

  /**
   * Decodes until the end of the frame under way or of the bytes, and changes the bytes that it
   * took. Gives the index behind them.
   */
  int decode(byte[] buffer, int from, int to) throws ProtocolViolation {
    int at = from;
    if (!inPayload) {
      at = header.read(buffer, from, to);
      if (!header.isComplete()) {
        return at;
      }
      beginPayload();
    }
    int length = Math.min(remaining, to - at);
    if (length == 0 && remaining > 0) {
      return at;
    }
    Masking.apply(buffer, at, length, maskingKey);
    maskingKey = Masking.advance(maskingKey, length);
    remaining -= length;
    if (header.opcode().isControl()) {
      takeControl(buffer, at, length);
    } else {
      takeData(buffer, at, length);
    }
    return at + length;
  }

  private void beginPayload() throws ProtocolViolation {
    if (!header.opcode().isControl()) {
      message.begin(header);
    }
    // Fits: a control frame has at most 125 bytes and a message's limit is an int.
    remaining = (int) header.length();
    maskingKey = header.maskingKey();
    inPayload = true;
  }

  private void takeData(byte[] buffer, int offset, int length) throws ProtocolViolation {
    message.check(buffer, offset, length);
    if (remaining > 0) {
      message.append(buffer, offset, length);
      return;
    }
    boolean last = header.isLast();
    endFrame();
    if (last) {
      message.finish(buffer, offset, length, inflation, listener);
    } else {
      message.append(buffer, offset, length);
    }
  }

  private void takeControl(byte[] buffer, int offset, int length) throws ProtocolViolation {
    int total = (int) header.length();
    byte[] payload = buffer;
    int start = offset;
    if (control != null || remaining > 0) {
      if (control == null) {
        control = new byte[total];
      }
      System.arraycopy(buffer, offset, control, total - remaining - length, length);
      if (remaining > 0) {
        return;
      }
      payload = control;
      start = 0;
    }
    Opcode opcode = header.opcode();
    endFrame();
    if (opcode == Opcode.CLOSE) {
      listener.onClose(ClosePayload.parse(payload, start, total));
    } else {
      listener.onControl(opcode, payload, start, total);
    }
  }

  private void endFrame() {
    header.reset();
    inPayload = false;
    control = null;
  }
}
