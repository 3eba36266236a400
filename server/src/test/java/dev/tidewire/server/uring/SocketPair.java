package dev.tidewire.server.uring;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/** A TCP connection over the loopback: the server's end, and a peer's that reads. */
public final class SocketPair implements AutoCloseable {
  private final SocketChannel server;
  private final SocketChannel peer;

  private SocketPair(SocketChannel server, SocketChannel peer) {
    this.server = server;
    this.peer = peer;
  }

  /** A pair with the system's buffers. */
  public static SocketPair open() throws IOException {
    return open(0);
  }

  /**
   * A pair that holds little.
   *
   * @param buffer bytes of the buffers on both sides, which the system rounds; 0 for its own
   */
  public static SocketPair open(int buffer) throws IOException {
    try (ServerSocketChannel port = ServerSocketChannel.open()) {
      if (buffer > 0) {
        port.setOption(StandardSocketOptions.SO_RCVBUF, buffer);
      }
      port.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel server = SocketChannel.open();
      if (buffer > 0) {
        server.setOption(StandardSocketOptions.SO_SNDBUF, buffer);
      }
      server.connect(port.getLocalAddress());
      server.configureBlocking(false);
      return new SocketPair(server, port.accept());
    }
  }

  /** The file descriptor of the server's end. */
  public int descriptor() {
    try {
      Field number = Class.forName("sun.nio.ch.SocketChannelImpl").getDeclaredField("fdVal");
      number.setAccessible(true);
      return number.getInt(server);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Exactly so many bytes that the peer reads next; waits for them. */
  public byte[] read(int count) throws IOException {
    ByteBuffer read = ByteBuffer.allocate(count);
    while (read.hasRemaining() && peer.read(read) >= 0) {}
    return Arrays.copyOf(read.array(), read.position());
  }

  /** Whether there is nothing for the peer to read. */
  public boolean isEmpty() throws IOException {
    peer.configureBlocking(false);
    try {
      return peer.read(ByteBuffer.allocate(1)) == 0;
    } finally {
      peer.configureBlocking(true);
    }
  }

  /** The peer goes without reading what is there: the connection is reset. */
  public void reset() throws IOException {
    peer.setOption(StandardSocketOptions.SO_LINGER, 0);
    peer.close();
  }

  @Override
  public void close() throws IOException {
    server.close();
    peer.close();
  }
}
