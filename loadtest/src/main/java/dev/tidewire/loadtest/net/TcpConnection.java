package dev.tidewire.loadtest.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A TCP connection of one loop. Confined to the loop; holds no buffer while nothing waits. */
public final class TcpConnection {
  private final EventLoop loop;
  private final ByteHandler handler;
  private @Nullable SocketChannel channel;
  private @Nullable SelectionKey key;
  private @Nullable ArrayDeque<ByteBuffer> unsent;
  private boolean closed;
  private boolean reading = true;
  private boolean lastRead;

  TcpConnection(EventLoop loop, ByteHandler handler) {
    this.loop = loop;
    this.handler = handler;
  }

  void open(
      SocketChannel opened,
      Selector selector,
      InetSocketAddress remote,
      @Nullable SocketAddress local)
      throws IOException {
    channel = opened;
    opened.configureBlocking(false);
    opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
    if (local != null) {
      opened.bind(local);
    }
    if (opened.connect(remote)) {
      key = opened.register(selector, SelectionKey.OP_READ, this);
      loop.execute(() -> handler.connected(this));
    } else {
      key = opened.register(selector, SelectionKey.OP_CONNECT, this);
    }
  }

  void ready(SelectionKey ready) {
    try {
      if (ready.isConnectable()) {
        finishConnect(ready);
        return;
      }
      if (ready.isWritable()) {
        flush();
      }
      if (ready.isValid() && ready.isReadable()) {
        read();
      }
    } catch (IOException e) {
      fail(e);
    }
  }

  private void finishConnect(SelectionKey ready) throws IOException {
    SocketChannel connecting = channel;
    if (connecting != null && connecting.finishConnect()) {
      ready.interestOps(SelectionKey.OP_READ);
      handler.connected(this);
    }
  }

  private void read() throws IOException {
    SocketChannel source = channel;
    while (source != null && !closed && reading) {
      ByteBuffer buffer = loop.readBuffer();
      int count = source.read(buffer);
      if (count < 0) {
        end("end of stream");
        return;
      }
      if (lastRead) {
        lastRead = false;
        pauseReads();
      }
      if (count > 0) {
        handler.bytes(this, loop.readArray(), 0, count);
      }
      // A buffer that was not filled means that the socket is empty: no second read to find out.
      if (count < buffer.capacity()) {
        return;
      }
    }
  }

  /** Sends the bytes, now as far as the kernel takes them. The array must not change afterwards. */
  public void send(byte[] bytes) {
    SocketChannel sink = channel;
    if (closed || sink == null) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      if (unsent == null) {
        sink.write(buffer);
        if (!buffer.hasRemaining()) {
          return;
        }
        unsent = new ArrayDeque<>();
        interest(SelectionKey.OP_WRITE, true);
      }
      unsent.add(buffer);
    } catch (IOException e) {
      // Not from here: the caller is in the middle of something.
      loop.execute(() -> fail(e));
    }
  }

  private void flush() throws IOException {
    SocketChannel sink = channel;
    ArrayDeque<ByteBuffer> waiting = unsent;
    while (sink != null && waiting != null && !waiting.isEmpty()) {
      sink.write(waiting.element());
      if (waiting.element().hasRemaining()) {
        return;
      }
      waiting.remove();
    }
    unsent = null;
    interest(SelectionKey.OP_WRITE, false);
  }

  /** Stops reading, as a client does that is stuck; the kernel's buffers fill up. */
  public void pauseReads() {
    reading = false;
    interest(SelectionKey.OP_READ, false);
  }

  /** Stops reading behind the next read, as a client does that reads slowly. */
  public void pauseReadsAfterNext() {
    lastRead = true;
  }

  public void resumeReads() {
    reading = true;
    interest(SelectionKey.OP_READ, true);
  }

  private void interest(int operation, boolean wanted) {
    SelectionKey current = key;
    if (current != null && current.isValid()) {
      int now = current.interestOps();
      current.interestOps(wanted ? now | operation : now & ~operation);
    }
  }

  void fail(IOException e) {
    String message = e.getMessage();
    end(message == null ? e.getClass().getSimpleName() : message.toLowerCase(Locale.ROOT));
  }

  private void end(String cause) {
    if (!closed) {
      close();
      handler.closed(this, cause);
    }
  }

  /** Closes the socket. The handler hears nothing more. */
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    unsent = null;
    SocketChannel open = channel;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // It is gone either way.
      }
    }
  }

  /** Cuts the connection with a reset, without a FIN, as a network does that goes away. */
  public void cut() {
    SocketChannel open = channel;
    if (open != null && !closed) {
      try {
        open.setOption(StandardSocketOptions.SO_LINGER, 0);
      } catch (IOException e) {
        // Then it is an ordinary close.
      }
    }
    close();
  }
}
