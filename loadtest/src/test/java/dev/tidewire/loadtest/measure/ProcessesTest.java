package dev.tidewire.loadtest.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProcessesTest {
  @TempDir Path proc;

  @Test
  @EnabledOnOs(OS.LINUX)
  void findsTheProcessThatListensOnAPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      assertThat(new Processes().listeningOn(socket.getLocalPort()))
          .contains(ProcessHandle.current().pid());
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void findsNobodyBehindAFreePort() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(new Processes().listeningOn(port)).isEmpty();
  }

  @Test
  void readsCpuAndMemoryAlsoOfACommandWithBlanksAndParentheses() throws IOException {
    Files.createDirectories(proc.resolve("7"));
    Files.writeString(
        proc.resolve("7/stat"), "7 (a ) b) S 1 7 7 0 -1 4194560 1 0 0 0 150 50 0 0 20 0 9 0\n");
    Files.writeString(proc.resolve("7/status"), "Name:\tb\nVmRSS:\t  2048 kB\n");

    ProcessUsage usage = new Processes(proc).usage(List.of(7L, 8L));

    assertThat(usage).isEqualTo(new ProcessUsage(1_500_000_000L, 500_000_000L, 2 << 20));
  }

  @Test
  void readsWhatTheHypervisorKept() throws IOException {
    Files.writeString(
        proc.resolve("stat"),
        "cpu  4819077 99600 1054837 9281526 6946 0 399908 44351 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n");

    assertThat(new Processes(proc).stolenNanos()).contains(443_510_000_000L);
  }

  @Test
  void knowsOfNothingKeptWhereTheKernelDoesNotTell() throws IOException {
    Files.writeString(proc.resolve("stat"), "cpu  1 2 3 4\n");

    assertThat(new Processes(proc).stolenNanos()).isEmpty();
  }

  @Test
  void findsNothingWhereThereIsNoProc() {
    Processes none = new Processes(proc.resolve("nowhere"));

    assertThat(none.listeningOn(8080)).isEmpty();
    assertThat(none.maxOpenFiles()).isEmpty();
    assertThat(none.stolenNanos()).isEmpty();
    assertThat(none.usage(List.of(1L))).isEqualTo(ProcessUsage.NONE);
  }
}
