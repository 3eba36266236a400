package dev.tidewire.server.websocket;

/**
 * What a {@link FrameDecoder} found. The bytes belong to the decoder and are valid during the call.
 */
interface FrameListener {
  /** A whole text or binary message; text is valid UTF-8. */
  void onMessage(Opcode opcode, byte[] buffer, int offset, int length);

  /** A ping or a pong. */
  void onControl(Opcode opcode, byte[] buffer, int offset, int length);

  /** The peer's close frame. */
  void onClose(ClosePayload payload);
}
