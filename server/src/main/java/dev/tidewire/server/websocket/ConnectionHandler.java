package dev.tidewire.server.websocket;

/**
 * What happens on one connection, told to whoever owns the conversation on it. All calls are made
 * on the connection's loop, never two at a time. An exception that leaves a method ends the
 * connection with 1011 and is logged.
 */
public interface ConnectionHandler {
  /**
   * A whole text message. The bytes are valid UTF-8; they belong to the loop and are valid during
   * the call only.
   */
  void onText(byte[] buffer, int offset, int length);

  /** A whole binary message. The bytes belong to the loop and are valid during the call only. */
  void onBinary(byte[] buffer, int offset, int length);

  /** The queue became empty after it held something that could not be written at once. */
  void onDrained();

  /** The connection is gone. Called exactly once, and nothing is called after it. */
  void onClosed(CloseStatus status);
}
