package dev.tidewire.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.support.TestCertificate;
import dev.tidewire.server.support.process.GuardedProcess;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What TLS adds to the heap that an idle connection keeps alive, as {@link IdleHeap} counts it. */
final class TlsHeapTest {
  /** A connection over TLS may keep 9 KB; 3 KB of these are what a plain one may. */
  private static final long MOST_FOR_TLS = 6000;

  private static final Pattern ALIVE = Pattern.compile("plain (-?\\d+)\ntls (-?\\d+)\n");

  @TempDir Path folder;

  @Test
  void tlsAddsSixKilobytesToAnIdleConnectionAtMost() throws Exception {
    TestCertificate.in(folder);

    String output = outputOfIdleHeap();
    Matcher alive = ALIVE.matcher(output);
    assertThat(alive.find()).as(output).isTrue();
    long plain = Long.parseLong(alive.group(1));
    long secure = Long.parseLong(alive.group(2));

    System.out.printf("alive for an idle connection: %d B plain, %d B over TLS%n", plain, secure);
    assertThat(plain).isPositive();
    assertThat(secure - plain).isPositive().isLessThanOrEqualTo(MOST_FOR_TLS);
  }

  private String outputOfIdleHeap() {
    try (GuardedProcess heap =
        GuardedProcess.start(
            folder.resolve("heap.log"),
            Map.of(),
            GuardedProcess.java(IdleHeap.class, folder.toString()))) {
      assertThat(heap.awaitExit()).as(heap.output()).isZero();
      return heap.output();
    }
  }
}
