package dev.tidewire.server.websocket;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * The byte stream under a connection, non-blocking. It tells the connection when it can be read or
 * written. Confined to the loop.
 */
interface Transport {
  /** Reads what is there: the number of bytes, 0 for none, -1 for the end of the stream. */
  int read(ByteBuffer target) throws IOException;

  /**
   * Whether a read that left room in its target has read all that there was, and whatever comes
   * later will be told: then no second read has to make sure of it.
   */
  boolean leavesNothing();

  /**
   * Brings what a {@link #write} will read into the processor's caches. Without any other effect.
   *
   * @return a number that is of no use, so that the compiler does not leave the reads out
   */
  int prefetch();

  /**
   * The file descriptor of the socket, when bytes may go to it past this object; -1 when they may
   * not. It is the socket's until {@link #close}.
   */
  int descriptor();

  /** Writes what it takes. */
  int write(ByteBuffer source) throws IOException;

  /**
   * Whether everything that {@link #write} took is on its way; if not, writes must stay resumed.
   */
  boolean flush() throws IOException;

  void suspendReads();

  void resumeReads();

  void suspendWrites();

  void resumeWrites();

  /** Ends the outgoing half, so that the peer reads to the end of what was written. */
  void shutdownWrites() throws IOException;

  /** Cuts the connection. */
  void close();

  SocketAddress peer();
}
