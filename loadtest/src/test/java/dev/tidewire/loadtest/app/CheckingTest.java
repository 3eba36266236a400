package dev.tidewire.loadtest.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.loadtest.report.Figures;
import dev.tidewire.loadtest.report.Json;
import dev.tidewire.loadtest.report.MarkdownReport;
import dev.tidewire.loadtest.report.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real runs against a server that does what must not happen: the generator must notice each. */
class CheckingTest {
  private static final int CLIENTS = 4;
  private static final int RATE = 200;

  @TempDir Path folder;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private int exitCode;

  @Test
  void findsNothingWrongWithAnHonestServer() throws IOException {
    Result result = run(PlainServer.Fault.NONE, "--threshold", "loss==0");

    assertThat(result.checks().owed()).isGreaterThan(RATE / 4 * CLIENTS);
    assertThat(faults(result)).containsExactly(0L, 0L, 0L, 0L);
    assertThat(result.checks().deliveredShare()).isEqualTo(1.0);
    assertThat(Figures.of(result).get("delivery.p50")).isPresent();
    assertThat(result.counts()).containsEntry("acknowledged", result.checks().owed() / CLIENTS);
  }

  @Test
  void countsEachMessageThatWasDropped() throws IOException {
    Result result =
        run(
            (peer, content, count) -> {
              if (count != 10 && count != 20) {
                peer.send(content);
              }
            },
            "--threshold",
            "loss==0");

    assertThat(faults(result)).containsExactly(2L * CLIENTS, 0L, 0L, 0L);
    assertThat(result.checks().clientsWithLoss()).isEqualTo(CLIENTS);
    assertThat(result.checks().deliveredShare()).isLessThan(1.0);
    assertThat(exitCode).isEqualTo(ExitCode.THRESHOLD);
  }

  @Test
  void countsEachMessageThatCameTwice() throws IOException {
    Result result =
        run((peer, content, count) -> {
          peer.send(content);
          if (count == 5) {
            peer.send(content);
          }
        });

    assertThat(faults(result)).containsExactly(0L, (long) CLIENTS, 0L, 0L);
  }

  @Test
  void countsEachMessageThatWasOvertaken() throws IOException {
    Result result =
        run((peer, content, count) -> {
          if (count == 7) {
            peer.held.add(content);
            return;
          }
          peer.send(content);
          if (count == 8) {
            peer.send(peer.held.getFirst());
          }
        });

    assertThat(faults(result)).containsExactly(0L, 0L, (long) CLIENTS, 0L);
  }

  @Test
  void countsEachMessageOfAChannelThatNobodyAskedFor() throws IOException {
    // Clients 0 and 1 listen to channels 0 and 1; each gets the other's messages too.
    List<PlainServer.Peer> seen = new ArrayList<>();
    Result result =
        run(
            (peer, content, count) -> {
              synchronized (seen) {
                if (!seen.contains(peer)) {
                  seen.add(peer);
                }
                peer.send(content);
                for (PlainServer.Peer other : seen) {
                  if (other != peer && count == 3) {
                    other.send(content);
                  }
                }
              }
            },
            "--channels",
            "2",
            "-c",
            "2");

    assertThat(result.checks().misrouted()).isEqualTo(2);
    assertThat(result.checks().lost()).isZero();
  }

  @Test
  void countsLatencyFromTheMomentAMessageWasDueAndNotFromWhenTheServerLetItThrough()
      throws IOException {
    // The server stands still once. A generator that waited with it would see one slow message.
    Result result =
        run(
            (peer, content, count) -> {
              if (count == 20) {
                Thread.sleep(300);
              }
              peer.send(content);
            },
            "-c",
            "1");

    // 200 ms of the pause are measured: of 100 to 140 messages, 20 were due in the first half of
    // that, and waited 100 ms or more.
    assertThat(Figures.of(result).get("delivery.p90").orElseThrow()).isGreaterThan(100);
    assertThat(result.rates().publish()).isGreaterThan(0.8 * RATE);
  }

  @Test
  void readsAndWeighsWhatAServerCompresses() throws IOException {
    try (PlainServer server = PlainServer.compressing()) {
      exitCode = bench(arguments(server, "--compression", "--payload", "text", "-s", "2KiB"));
    }
    Result result = Json.read(folder.resolve("result.json"));

    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(result.checks().owed()).isPositive();
    assertThat(faults(result)).containsExactly(0L, 0L, 0L, 0L);
    assertThat(result.settings()).containsEntry("compression", "true");
    Figures figures = Figures.of(result);
    assertThat(figures.get("message.bytes.per.delivery").orElseThrow()).isBetween(2048.0, 2100.0);
    assertThat(figures.get("bytes.per.delivery").orElseThrow()).isBetween(100.0, 1024.0);
    assertThat(MarkdownReport.of(List.of(result))).contains("bytes per delivery", "decompressed");
  }

  @Test
  void weighsPlainMessagesAsTheyAre() throws IOException {
    Result result = run(PlainServer.Fault.NONE, "--payload", "text", "-s", "2KiB");

    assertThat(Figures.of(result).get("bytes.per.delivery").orElseThrow())
        .isBetween(2052.0, 2200.0);
    assertThat(MarkdownReport.of(List.of(result))).doesNotContain("bytes per delivery");
  }

  @Test
  void refusesToMeasureWithoutTheCompressionThatWasAskedFor() throws IOException {
    try (PlainServer server = new PlainServer(PlainServer.Fault.NONE)) {
      assertThat(bench(arguments(server, "--compression"))).isEqualTo(ExitCode.FAILED);
    }
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("the server declines permessage-deflate");
  }

  @Test
  void saysWhyClientsCouldNotConnectAndEndsWithAnError() throws IOException {
    PlainServer server = new PlainServer(PlainServer.Fault.NONE);
    server.close();

    int code = bench(arguments(server));

    assertThat(code).isEqualTo(ExitCode.FAILED);
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .contains("Nobody could connect to " + server.url(), "connection refused");
  }

  @Test
  void comesBackOnAnotherNodeThanTheOneThatItWasOn() throws Exception {
    AtomicBoolean lostOnce = new AtomicBoolean();
    PlainServer.Fault losesOnce =
        (peer, content, count) -> {
          if (lostOnce.compareAndSet(false, true)) {
            peer.close();
          } else {
            peer.send(content);
          }
        };
    try (PlainServer first = new PlainServer(losesOnce);
        PlainServer second = new PlainServer(PlainServer.Fault.NONE)) {
      // The client comes to the second node when the first one loses it; then that one goes.
      Thread ending = Thread.ofVirtual().start(() -> endOnceUsed(second));
      bench(arguments(first.url() + "," + second.url(), "-c", "1", "-d", "2s"));
      ending.join();
    }
    Result result = Json.read(folder.resolve("result.json"));

    assertThat(result.counts())
        .containsEntry("lost_connections", 2L)
        .containsEntry("reconnects", 2L)
        .containsEntry("connect_failures", 0L);
  }

  private static void endOnceUsed(PlainServer server) {
    try {
      server.awaitSubscriber();
      server.close();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Result run(PlainServer.Fault fault, String... more) throws IOException {
    try (PlainServer server = new PlainServer(fault)) {
      exitCode = bench(arguments(server, more));
    }
    return Json.read(folder.resolve("result.json"));
  }

  private String[] arguments(PlainServer server, String... more) {
    return arguments(server.url(), more);
  }

  private String[] arguments(String urls, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("fanout", "--peer", "ws", "--url", urls, "--quiet", "-p", "1"));
    arguments.addAll(List.of("-c", String.valueOf(CLIENTS), "-r", String.valueOf(RATE)));
    arguments.addAll(List.of("-w", "200ms", "-d", "500ms", "--settle", "0s", "--drain", "1s"));
    arguments.addAll(List.of("--connect-timeout", "2s"));
    arguments.addAll(List.of("--json", folder.resolve("result.json").toString()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private int bench(String... arguments) {
    PrintStream out =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
    return new CommandLineInterface(new Console(out, err), Map.of()).run(arguments);
  }

  private static List<Long> faults(Result result) {
    Result.Checks checks = result.checks();
    return List.of(checks.lost(), checks.duplicates(), checks.reordered(), checks.misrouted());
  }
}
