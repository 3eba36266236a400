package dev.tidewire.loadtest.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  private static final int PATIENCE_SECONDS = 10;

  /** A client that is cut while timers are always due: the server must hear of it all the same. */
  @Test
  void cutsASocketWhileTimersAreAlwaysDue() throws Exception {
    try (EventLoop loop = loop();
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<TcpConnection> connected = new CompletableFuture<>();
      InetSocketAddress remote = (InetSocketAddress) server.getLocalSocketAddress();
      loop.execute(() -> loop.connect(remote, null, handler(connected)));
      AtomicBoolean stopped = new AtomicBoolean();
      try (Socket accepted = server.accept()) {
        accepted.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        TcpConnection client = connected.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        loop.execute(() -> {
          client.cut();
          again(loop, stopped);
        });

        InputStream in = accepted.getInputStream();
        assertThatThrownBy(in::read).hasMessageContaining("reset");
      } finally {
        stopped.set(true);
      }
    }
  }

  @Test
  void runsTimersInTheOrderInWhichTheyAreDue() throws Exception {
    try (EventLoop loop = loop()) {
      StringBuilder order = new StringBuilder();
      CompletableFuture<String> all = new CompletableFuture<>();
      loop.execute(() -> {
        long now = System.nanoTime();
        loop.at(now + 2, () -> order.append('c'));
        loop.at(now, () -> order.append('a'));
        loop.at(now + 1, () -> order.append('b'));
        loop.at(now + TimeUnit.MILLISECONDS.toNanos(3), () -> all.complete(order.toString()));
      });

      assertThat(all.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("abc");
    }
  }

  @Test
  void endsATurnWithWhatIsToBeDoneThenAndOnlyThen() throws Exception {
    try (EventLoop loop = loop()) {
      StringBuilder order = new StringBuilder();
      CompletableFuture<String> seen = new CompletableFuture<>();
      loop.afterEachTurn(() -> {
        if (!order.isEmpty()) {
          seen.complete(order.toString());
        }
      });
      loop.execute(() -> {
        loop.at(System.nanoTime(), () -> order.append('b'));
        order.append('a');
      });

      assertThat(seen.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo("ab");
    }
  }

  private static void again(EventLoop loop, AtomicBoolean stopped) {
    if (!stopped.get()) {
      loop.at(System.nanoTime(), () -> again(loop, stopped));
    }
  }

  private static EventLoop loop() {
    return new EventLoop(
        "tested",
        fault -> {
          throw new AssertionError(fault);
        });
  }

  private static ByteHandler handler(CompletableFuture<TcpConnection> connected) {
    return new ByteHandler() {
      @Override
      public void connected(TcpConnection connection) {
        connected.complete(connection);
      }

      @Override
      public void bytes(TcpConnection connection, byte[] array, int from, int to) {}

      @Override
      public void closed(TcpConnection connection, String cause) {
        connected.completeExceptionally(new AssertionError(cause));
      }
    };
  }
}
