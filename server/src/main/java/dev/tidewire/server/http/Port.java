package dev.tidewire.server.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;

/** A port that is listened on. Thread-safe. */
final class Port implements AutoCloseable {
  private final AcceptingChannel<? extends StreamConnection> accepting;

  private Port(AcceptingChannel<? extends StreamConnection> accepting) {
    this.accepting = accepting;
  }

  /**
   * Opens one.
   *
   * @throws IOException when it cannot be listened on
   */
  static Port open(
      XnioWorker worker, InetSocketAddress address, RequestListener listener, OptionMap sockets)
      throws IOException {
    return of(
        worker.createStreamConnectionServer(
            address, ChannelListeners.openListenerAdapter(listener), sockets));
  }

  /** One that is bound already. */
  static Port of(AcceptingChannel<? extends StreamConnection> accepting) {
    accepting.resumeAccepts();
    return new Port(accepting);
  }

  /** Its number, also when the operating system has chosen it. */
  int number() {
    return accepting.getLocalAddress(InetSocketAddress.class).getPort();
  }

  /** Takes no more sockets, and keeps those that it has. */
  @Override
  public void close() {
    IoUtils.safeClose(accepting);
  }
}
