package dev.tidewire.server.websocket;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListener;
import org.xnio.IoUtils;
import org.xnio.StreamConnection;
import org.xnio.conduits.ConduitStreamSinkChannel;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** A socket of XNIO, plain or TLS. One object is the listener of both of its halves. */
final class XnioTransport implements Transport, ChannelListener<Channel> {
  private final StreamConnection socket;
  private final ConduitStreamSourceChannel source;
  private final ConduitStreamSinkChannel sink;
  private final SocketAddress peer;

  /** Null when it cannot be looked into, or there is TLS in it. */
  private final @Nullable WritePath path;

  private @Nullable Connection connection;

  XnioTransport(StreamConnection socket, SocketAddress peer) {
    this.socket = socket;
    this.source = socket.getSourceChannel();
    this.sink = socket.getSinkChannel();
    this.peer = peer;
    this.path = WritePath.behind(sink.getConduit());
  }

  /** Events go to this connection from now on. */
  void attach(Connection owner) {
    connection = owner;
    source.setReadListener(this);
    sink.setWriteListener(this);
  }

  @Override
  public void handleEvent(Channel half) {
    if (connection == null) {
      return;
    }
    if (half == sink) {
      connection.writeReady();
    } else {
      connection.readReady();
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return source.read(target);
  }

  /**
   * The selector tells of a plain socket as long as there is something in it; TLS keeps records.
   */
  @Override
  public boolean leavesNothing() {
    return path != null;
  }

  @Override
  public int prefetch() {
    return path == null ? 0 : path.prefetch();
  }

  @Override
  public int descriptor() {
    return path == null ? -1 : path.number();
  }

  @Override
  public int write(ByteBuffer buffer) throws IOException {
    return sink.write(buffer);
  }

  @Override
  public boolean flush() throws IOException {
    return sink.flush();
  }

  @Override
  public void suspendReads() {
    source.suspendReads();
  }

  @Override
  public void resumeReads() {
    source.resumeReads();
  }

  @Override
  public void suspendWrites() {
    sink.suspendWrites();
  }

  @Override
  public void resumeWrites() {
    sink.resumeWrites();
  }

  @Override
  public void shutdownWrites() throws IOException {
    sink.shutdownWrites();
    sink.flush();
  }

  @Override
  public void close() {
    IoUtils.safeClose(socket);
  }

  @Override
  public SocketAddress peer() {
    return peer;
  }
}
