package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidewire.server.support.TestCertificate;
import dev.tidewire.server.support.process.GuardedProcess;
import dev.tidewire.server.websocket.LoopHarness;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A program that prints what an idle connection keeps alive on the server's heap, plain and over
 * TLS, in bytes: all objects that can be reached are counted, without connections and with a
 * thousand. It is a process of its own, because in one that runs other tests as well what those
 * leave behind, or let go of meanwhile, would be counted, too.
 *
 * <p>Argument: a folder with a {@link TestCertificate}.
 */
final class IdleHeap {
  private static final int CONNECTIONS = 1000;

  /** The histogram's last line: objects and bytes. */
  private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);

  private final Path folder;

  private IdleHeap(Path folder) {
    this.folder = folder;
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    IdleHeap heap = new IdleHeap(Path.of(arguments[0]));
    TestCertificate certificate = TestCertificate.from(heap.folder);

    heap.liveBytes(certificate); // what the first connections load and keep is not theirs
    System.out.println("plain " + heap.liveBytes((TestCertificate) null));
    System.out.println("tls " + heap.liveBytes(certificate));
    System.exit(0); // whatever threads the servers have left
  }

  /** Of each idle connection. */
  private long liveBytes(@Nullable TestCertificate certificate) throws Exception {
    // A context of its own: one keeps the sessions of earlier connections until memory is short.
    SSLContext tls = certificate == null ? null : certificate.context();
    try (EchoServer server =
        new EchoServer(EchoServer.OPEN, LoopHarness.quietOptions(), EchoServer.LIMITS, tls)) {
      long before = liveBytes();
      try (GuardedProcess clients =
          GuardedProcess.start(
              folder.resolve("clients.log"), Map.of(), clients(server, tls != null))) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(server.connections()).as(clients.output()).isEqualTo(CONNECTIONS));
        return (liveBytes() - before) / CONNECTIONS;
      }
    }
  }

  private List<String> clients(EchoServer server, boolean secure) {
    List<String> command =
        new ArrayList<>(
            GuardedProcess.java(
                IdleSockets.class, Integer.toString(server.port()), Integer.toString(CONNECTIONS)));
    if (secure) {
      command.add(folder.toString());
    }
    return command;
  }

  /** Of all objects of this process that can be reached; the others are collected first. */
  private static long liveBytes() throws Exception {
    String histogram =
        (String)
            ManagementFactory.getPlatformMBeanServer()
                .invoke(
                    new ObjectName("com.sun.management:type=DiagnosticCommand"),
                    "gcClassHistogram",
                    new Object[] {new String[0]},
                    new String[] {String[].class.getName()});
    Matcher total = TOTAL.matcher(histogram);
    assertThat(total.find()).as(histogram).isTrue();
    return Long.parseLong(total.group(1));
  }
}
