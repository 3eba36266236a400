package dev.tidewire.server.protocol;

/**
 * One wire protocol, chosen by the WebSocket subprotocol. Immutable and thread-safe; a server has
 * one instance of each, and frames that are shared are shared per instance.
 */
public interface Codec {
  /** The subprotocol that chooses it. */
  String subprotocol();

  /**
   * Reads one message of a client. Nothing of {@code buffer} is kept.
   *
   * @param buffer valid UTF-8 from {@code offset} on, {@code length} bytes
   * @throws BadFrameException when it is no request at all
   */
  RequestFrame decode(byte[] buffer, int offset, int length) throws BadFrameException;

  /** Writes one message to a client. */
  byte[] encode(ServerFrame frame);
}
