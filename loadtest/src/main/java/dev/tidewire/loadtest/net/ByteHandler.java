package dev.tidewire.loadtest.net;

/** What a connection reports, always on its loop's thread. */
public interface ByteHandler {
  /** The TCP connection stands. */
  void connected(TcpConnection connection);

  /** Bytes came. The array is the loop's: what is needed later must be copied. */
  void bytes(TcpConnection connection, byte[] array, int from, int to);

  /**
   * The connection ended or never came about. Nothing follows. It is not called for {@link
   * TcpConnection#close}, which the caller knows of.
   *
   * @param cause in words, for the counts by reason
   */
  void closed(TcpConnection connection, String cause);
}
