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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What TLS adds to the heap that an idle connection keeps alive: all objects that can be reached
 * are counted, without connections and with a thousand, plain and over TLS.
 */
final class TlsHeapTest {
  private static final int CONNECTIONS = 1000;

  /** A connection over TLS may keep 9 KB; 3 KB of these are what a plain one may. */
  private static final long MOST_FOR_TLS = 6000;

  /** The histogram's last line: objects and bytes. */
  private static final Pattern TOTAL = Pattern.compile("^Total +\\d+ +(\\d+)", Pattern.MULTILINE);

  @TempDir Path folder;

  @Test
  void tlsAddsSixKilobytesToAnIdleConnectionAtMost() throws Exception {
    TestCertificate certificate = TestCertificate.in(folder);

    liveBytes(certificate); // what the first connections of a process load and keep is not theirs
    long plain = liveBytes((TestCertificate) null);
    long secure = liveBytes(certificate);

    System.out.printf("alive for an idle connection: %d B plain, %d B over TLS%n", plain, secure);
    assertThat(plain).isPositive();
    assertThat(secure - plain).isPositive().isLessThanOrEqualTo(MOST_FOR_TLS);
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
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                IdleSockets.class.getName(),
                Integer.toString(server.port()),
                Integer.toString(CONNECTIONS)));
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
