package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.uring.Rings;
import dev.tidewire.server.uring.SendRing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.conduits.StreamSinkConduit;
import org.xnio.conduits.SynchronizedStreamSinkConduit;

final class WritePathTest {
  private ServerSocket listening;
  private XnioWorker worker;
  private StreamConnection socket;
  private StreamSinkConduit conduit;

  @BeforeEach
  void connect() throws IOException {
    listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    socket =
        worker
            .openStreamConnection(
                (InetSocketAddress) listening.getLocalSocketAddress(), null, OptionMap.EMPTY)
            .get();
    conduit = socket.getSinkChannel().getConduit();
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    worker.shutdownNow();
    listening.close();
  }

  @Test
  void findsAllThatAWriteGoesThrough() throws IOException {
    WritePath path = Objects.requireNonNull(WritePath.behind(conduit));
    // The thread, the channel and the descriptor are there; the lock is free.
    assertThat(path.prefetch()).isEqualTo(3);

    socket.close();
    assertThat(path.prefetch()).isLessThan(3);
  }

  @Test
  void itsNumberIsTheSocketsOwnDescriptor() throws IOException {
    WritePath path = Objects.requireNonNull(WritePath.behind(conduit));
    try (Socket peer = listening.accept();
        SendRing ring = Rings.open(1, 1)) {
      ring.bytes().put((byte) 'x');
      ring.add(path.number(), 0, 1);
      ring.submit();

      assertThat(ring.result(0)).isEqualTo(1);
      assertThat(peer.getInputStream().read()).isEqualTo('x');
    }
  }

  @Test
  void findsNothingBehindAnotherConduit() {
    assertThat(WritePath.behind(new SynchronizedStreamSinkConduit(conduit))).isNull();
  }
}
