package dev.tidewire.server.websocket;

import java.nio.charset.StandardCharsets;

/** What a close frame says (RFC 6455 section 5.5.1); 1005 stands for an empty one. */
record ClosePayload(int code, String reason) {
  /** A control frame's 125 bytes less the two of the code. */
  static final int MAX_REASON_BYTES = 123;

  static ClosePayload parse(byte[] buffer, int offset, int length) throws ProtocolViolation {
    if (length == 0) {
      return new ClosePayload(CloseCodes.NO_STATUS, "");
    }
    if (length == 1) {
      throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "half a close code");
    }
    int code = (buffer[offset] & 0xFF) << 8 | (buffer[offset + 1] & 0xFF);
    if (!CloseCodes.mayBeSent(code)) {
      throw new ProtocolViolation(CloseCodes.PROTOCOL_ERROR, "the close code is not allowed");
    }
    Utf8Validator utf8 = new Utf8Validator();
    if (!utf8.accept(buffer, offset + 2, length - 2) || !utf8.isComplete()) {
      throw new ProtocolViolation(CloseCodes.INVALID_PAYLOAD, "the close reason is not UTF-8");
    }
    return new ClosePayload(
        code, new String(buffer, offset + 2, length - 2, StandardCharsets.UTF_8));
  }

  /** The frame that says it. */
  Frame toFrame() {
    if (code == CloseCodes.NO_STATUS) {
      return Frame.of(Opcode.CLOSE, new byte[0], 0, 0);
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    if (!CloseCodes.mayBeSent(code) || text.length > MAX_REASON_BYTES) {
      throw new IllegalArgumentException(
          "A close frame takes a code of the registry and a reason of at most "
              + (MAX_REASON_BYTES + " bytes, not " + code + " and " + text.length + " bytes."));
    }
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return Frame.of(Opcode.CLOSE, payload, 0, payload.length);
  }
}
