package dev.tidewire.server.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.support.process.GuardedProcess;
import dev.tidewire.server.websocket.Loops;
import dev.tidewire.server.websocket.Pace;
import dev.tidewire.server.websocket.Sending;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.XnioWorker;

/** Real sockets, from the kernel's backlog to the loop that they live on. */
final class AcceptorTest {
  private final XnioWorker worker = ServerOptions.worker(2, 1);
  private final Metrics metrics = new Metrics();
  private final Loops loops = Loops.of(worker, new ConnectionMetrics(metrics), Sending.ONE_BY_ONE);
  private final BlockingQueue<StreamConnection> taken = new LinkedBlockingQueue<>();
  private final List<Socket> clients = new ArrayList<>();

  @AfterEach
  void stop() throws Exception {
    for (Socket client : clients) {
      client.close();
    }
    taken.forEach(IoUtils::safeClose);
    loops.close();
    worker.shutdown();
    assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  private Acceptor open(int port, int maxSockets) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return Acceptor.open(
        new PortOptions(address, maxSockets, Pace.GATHERED),
        loops,
        taken::add,
        new HttpMetrics(metrics));
  }

  private void connect(Acceptor acceptor) throws IOException {
    clients.add(new Socket(InetAddress.getLoopbackAddress(), acceptor.port()));
  }

  /** Until it has looked for another socket in vain; one that came before would not come alone. */
  private static void awaitWaiting(Acceptor acceptor) {
    String name = "acceptor-" + acceptor.port();
    while (Thread.getAllStackTraces().entrySet().stream()
        .noneMatch(each -> each.getKey().getName().equals(name) && isSelecting(each.getValue()))) {
      Thread.onSpinWait();
    }
  }

  private static boolean isSelecting(StackTraceElement[] stack) {
    return Arrays.stream(stack).anyMatch(frame -> frame.getMethodName().equals("select"));
  }

  private StreamConnection take() throws InterruptedException {
    return requireNonNull(taken.poll(10, TimeUnit.SECONDS));
  }

  @Test
  @Timeout(20)
  void givesSocketsThatComeAloneToTheLoopsInTurn() throws Exception {
    try (Acceptor acceptor = open(0, 100)) {
      Map<Object, Integer> byThread = new HashMap<>();
      for (int i = 0; i < 6; i++) {
        connect(acceptor);
        byThread.merge(take().getIoThread(), 1, Integer::sum);
        awaitWaiting(acceptor);
      }
      assertThat(byThread.values()).containsExactly(3, 3);
    }
  }

  @Test
  void sharesACrowdAmongTheLoops() throws Exception {
    try (Acceptor acceptor = open(0, 1000)) {
      Map<Object, Integer> byThread = new HashMap<>();
      for (int i = 0; i < 400; i++) {
        connect(acceptor);
      }
      for (int i = 0; i < 400; i++) {
        byThread.merge(take().getIoThread(), 1, Integer::sum);
      }
      assertThat(byThread).hasSize(2);
      assertThat(byThread.values()).allSatisfy(count -> assertThat(count).isBetween(100, 300));
    }
  }

  @Test
  void hasSmallWritesLeaveAtOnceAndKnowsThePeer() throws Exception {
    try (Acceptor acceptor = open(0, 100)) {
      connect(acceptor);
      StreamConnection connection = take();
      assertThat(connection.getOption(Options.TCP_NODELAY)).isTrue();
      assertThat(connection.getPeerAddress(InetSocketAddress.class).getPort())
          .isEqualTo(clients.getFirst().getLocalPort());
    }
  }

  @Test
  void takesAsManyAsItMayAndTheNextWhenOneHasGone() throws Exception {
    try (Acceptor acceptor = open(0, 2)) {
      for (int i = 0; i < 3; i++) {
        connect(acceptor);
      }
      StreamConnection first = take();
      take();
      assertThat(taken.poll(300, TimeUnit.MILLISECONDS)).isNull();
      IoUtils.safeClose(first);
      take();
    }
  }

  @Test
  void keepsItsSocketsWhenItIsClosedAndTakesNoMore() throws Exception {
    Acceptor acceptor = open(0, 100);
    connect(acceptor);
    StreamConnection connection = take();
    acceptor.close();
    assertThatThrownBy(() -> connect(acceptor)).isInstanceOf(ConnectException.class);
    assertThat(connection.isOpen()).isTrue();
    try (Acceptor next = open(acceptor.port(), 100)) {
      assertThat(next.port()).isEqualTo(acceptor.port());
    }
  }

  @Test
  void saysThatAPortIsTaken() throws Exception {
    try (Acceptor acceptor = open(0, 100)) {
      assertThatThrownBy(() -> open(acceptor.port(), 100)).hasMessageContaining("in use");
    }
  }

  /** A server in a Java of its own, which may open few files. */
  static final class ShortOfFiles {
    private ShortOfFiles() {}

    public static void main(String[] args) throws Exception {
      XnioWorker worker = ServerOptions.worker(1, 1);
      Metrics metrics = new Metrics();
      Loops loops = Loops.of(worker, new ConnectionMetrics(metrics), Sending.ONE_BY_ONE);
      BlockingQueue<StreamConnection> taken = new LinkedBlockingQueue<>();
      InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      Acceptor acceptor =
          Acceptor.open(
              new PortOptions(address, 100_000, Pace.GATHERED),
              loops,
              taken::add,
              new HttpMetrics(metrics));
      // Nothing can be loaded later, when there are no files: all of it is used once before.
      await().until(() -> failures(metrics) == 0);
      LoggerFactory.getLogger(ShortOfFiles.class).warn("port {}", acceptor.port());
      await().atMost(30, TimeUnit.SECONDS).until(() -> failures(metrics) >= 2);
      int before = taken.size();
      taken.forEach(IoUtils::safeClose);
      await().atMost(30, TimeUnit.SECONDS).until(() -> taken.size() > before);
      System.out.println("takes sockets again");
      System.exit(0);
    }

    private static double failures(Metrics metrics) {
      return metrics
          .scrape()
          .lines()
          .filter(line -> line.startsWith("tidewire_http_accepts_failed_total "))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
          .sum();
    }
  }

  @Test
  void countsWhatFilesAreMissingForAndTakesSocketsAgainWhenThereAreSome(@TempDir Path folder)
      throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            "/bin/sh",
            "-c",
            "ulimit -n 200 && exec \"$@\"",
            "sh",
            java,
            "-cp",
            System.getProperty("java.class.path"),
            ShortOfFiles.class.getName());
    try (GuardedProcess server = GuardedProcess.start(folder.resolve("log"), Map.of(), command)) {
      await().atMost(30, TimeUnit.SECONDS).until(() -> port(server).isPresent());
      int port = port(server).orElseThrow();
      for (int i = 0; i < 250; i++) {
        clients.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      assertThat(server.awaitExit()).isZero();
      assertThat(server.output())
          .contains("takes no sockets at the moment, and tries again")
          .contains("takes sockets again");
    }
  }

  private static Optional<Integer> port(GuardedProcess server) {
    return Pattern.compile("port (\\d+)\\s")
        .matcher(server.output())
        .results()
        .map(result -> Integer.valueOf(result.group(1)))
        .findFirst();
  }
}
