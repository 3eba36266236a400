package dev.tidewire.loadtest.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "fanout --connections none       | is not an int",
        "fanout --size 10                | --size is at least 22",
        "fanout --duration soon          | is no duration",
        "fanout --rate fast              | is no rate",
        "fanout --payload noise          | noise",
        "fanout --compression maybe      | maybe",
        "fanout --threshold losses==0    | There is no figure",
        "fanout --url http://localhost/  | begins with ws://",
        "fanout --url ws://nowhere.invalid/ | is unknown",
        "fanout --peer pigeon            | knows no \"pigeon\"",
        "fanout --via http               | no publishing over HTTP for ws",
        "fanout --connections 10000000   | open files",
        "fanout --local-address nowhere.invalid | is no address",
        "slow --slow-share 2             | from 0 to 1",
        "restart                         | Missing required option",
        "fanuot                          | fanuot"
      })
  void refusesWhatMakesNoSenseWithASentenceAndExitCode2(String arguments, String sentence) {
    environment.put("TIDEWIRE_BENCH_PEER", "ws");

    assertThat(run(arguments)).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains(sentence);
  }

  @Test
  void comparesOnePeerOfItsResultsWithTheOthersWhenItIsAskedTo() throws Exception {
    Path json = resultOfAShortFanout();
    Path html = folder.resolve("report.html");
    String report = "report %s %s %s --markdown - --html %s".formatted(json, json, json, html);

    assertThat(run(report)).isEqualTo(ExitCode.OK);
    assertThat(text(out)).contains("Medians of 3 rounds.").doesNotContain("by it");
    assertThat(run(report + " --ratio-of ws")).isEqualTo(ExitCode.OK);
    assertThat(text(out)).contains("ws by it");
    assertThat(Files.readString(html)).contains("ws by it");
  }

  @Test
  void putsResultsIntoAPageAndItsPicturesAndSaysWhichItHadNoneOf() throws Exception {
    Path json = resultOfAShortFanout();
    Path page = folder.resolve("page.md");
    Path picture = folder.resolve("fanout.delivery-latency-by-percentile.svg");
    String before =
        """
        <!-- bench: fanout -->
        |  | delivered, % |
        |---|---|

        <!-- bench: storm -->
        |  | p99, ms |
        |---|---|

        ![latency](fanout.delivery-latency-by-percentile.svg) ![other](other.svg)
        """;
    Files.writeString(page, before);

    assertThat(run("report %s --page %s".formatted(json, page))).isEqualTo(ExitCode.OK);
    assertThat(Files.readString(page)).contains("| ws | 100.000 |", "|  | p99, ms |\n|---|---|\n");
    assertThat(picture).content().startsWith("<svg");
    assertThat(folder.resolve("other.svg")).doesNotExist();
    assertThat(text(out)).contains("page.md shows fanout.", "Left as it was: storm.");

    String wrong = before.replace("delivered", "devoured");
    Files.writeString(page, wrong);
    assertThat(run("report %s --page %s".formatted(json, page))).isEqualTo(ExitCode.USAGE);
    assertThat(text(err))
        .contains("page.md: The table of fanout: there is no column \"devoured, %\"");
    assertThat(page).content().isEqualTo(wrong);
  }

  private Path resultOfAShortFanout() throws IOException {
    Path json = folder.resolve("result.json");
    try (PlainServer server = new PlainServer(PlainServer.Fault.NONE)) {
      String arguments =
          "fanout --peer ws --connections 3 --rate 40 --warm-up 0s --duration 200ms --settle 0s --drain 1s --quiet --json "
              + json;
      assertThat(run(arguments + " --url " + server.url())).isEqualTo(ExitCode.OK);
    }
    return json;
  }

  @Test
  void takesOptionsFromTheEnvironmentAndPrefersTheCommandLine() throws Exception {
    Path json = folder.resolve("result.json");
    environment.put("TIDEWIRE_BENCH_PEER", "ws");
    environment.put("TIDEWIRE_BENCH_CONNECTIONS", "3");
    environment.put("TIDEWIRE_BENCH_RATE", "7");
    environment.put("TIDEWIRE_BENCH_WARM_UP", "0s");
    environment.put("TIDEWIRE_BENCH_COMPRESSION", "true");
    environment.put("TIDEWIRE_BENCH_PAYLOAD", "text");
    try (PlainServer server = new PlainServer(PlainServer.Fault.NONE)) {
      environment.put("TIDEWIRE_BENCH_URL", server.url());
      String arguments =
          "fanout --compression false --rate 40 --duration 200ms --settle 0s --drain 1s --quiet --json "
              + json;
      assertThat(run(arguments)).isEqualTo(ExitCode.OK);
    }

    assertThat(Files.readString(json))
        .contains("\"compression\" : \"false\"", "\"payload\" : \"TEXT\"")
        .contains("\"connections\" : \"3\"", "\"rate\" : \"40.0\"", "\"targetPublish\" : 40.0");
  }

  @Test
  void keepsSecretsOutOfTheResult() throws Exception {
    String secret = "a-secret-that-nobody-may-read-anywhere";
    environment.put("TIDEWIRE_BENCH_SECRET", secret);
    environment.put("TIDEWIRE_BENCH_API_KEY", secret);
    environment.put("TIDEWIRE_BENCH_PEER", "ws");
    try (PlainServer server = new PlainServer(PlainServer.Fault.NONE)) {
      run("fanout -c 1 -r 20 -w 0s -d 200ms --settle 0s --drain 1s --json - --url " + server.url());
    }

    assertThat(text(out)).contains("\"schema\" : 1").doesNotContain(secret);
    assertThat(text(err)).contains("publish").doesNotContain(secret);
  }

  @Test
  void saysWhereASecretCouldBe() {
    assertThat(run("fanout --data-dir " + folder)).isEqualTo(ExitCode.USAGE);
    assertThat(text(err)).contains("There is no secret in", "serve --dev", "--secret-file");
  }

  @Test
  void writesAReportAndALogOfARunThatBrokeItsConnections() throws Exception {
    Path html = folder.resolve("report.html");
    Path log = folder.resolve("latency.hlog");
    environment.put("TIDEWIRE_BENCH_PEER", "ws");
    try (PlainServer server = new PlainServer(PlainServer.Fault.NONE)) {
      int code =
          run(
              "flaky -c 5 -r 100 -w 100ms -d 1500ms --settle 0s --drain 200ms --cut-every 300ms"
                  + " --away 50ms --no-live --threshold not.returned==0 --threshold reordered==0"
                  + (" --html " + html + " --hdr-log " + log + " --url " + server.url()));
      assertThat(code).as(text(out)).isEqualTo(ExitCode.OK);
    }

    assertThat(text(out)).contains("reconnect", "interruption");
    assertThat(text(err)).contains("measure  ready");
    assertThat(Files.readString(html)).contains("<svg");
    assertThat(Files.readString(log)).contains("[Histogram log format version");
  }

  @Test
  void rehearsesInTurnsThatNeedNoMoreSocketsThanTheRun() throws Exception {
    environment.put("TIDEWIRE_BENCH_PEER", "ws");
    try (PlainServer server = new PlainServer(PlainServer.Fault.NONE)) {
      String arguments = "connect -c 4 --rehearsal 10 -d 100ms --settle 1s --drain 0s --quiet";
      assertThat(run(arguments + " --url " + server.url())).isEqualTo(ExitCode.OK);

      // Beside the clients there may be sockets of publishers.
      assertThat(server.accepted()).isGreaterThanOrEqualTo(10 + 4);
      assertThat(server.mostOpen()).isLessThan(10);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --rehearsal 10"})
  void givesUpSoonWhereNobodyIsLetIn(String more) throws Exception {
    environment.put("TIDEWIRE_BENCH_PEER", "ws");
    String url;
    try (PlainServer server = new PlainServer(PlainServer.Fault.NONE)) {
      url = server.url(); // at which nothing listens any more
    }

    // Were it the minute of --connect-timeout, this would say so.
    assertThat(run("connect -c 4 -d 100ms --quiet --url " + url + more)).isEqualTo(ExitCode.FAILED);
    assertThat(text(err))
        .contains("Nobody could connect to " + url, "in 5 s", "connection refused");
  }

  @Test
  void waitsForAServerThatComesSoon() throws Exception {
    environment.put("TIDEWIRE_BENCH_PEER", "ws");
    PlainServer gone = new PlainServer(PlainServer.Fault.NONE);
    gone.close();
    CompletableFuture<PlainServer> comes =
        CompletableFuture.supplyAsync(
            () -> inPlaceOf(gone), CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));

    String arguments = "connect -c 4 -d 100ms --settle 0s --drain 0s --quiet --url " + gone.url();
    try {
      assertThat(run(arguments)).as(text(err)).isEqualTo(ExitCode.OK);
    } finally {
      comes.get(10, TimeUnit.SECONDS).close();
    }
  }

  private static PlainServer inPlaceOf(PlainServer gone) {
    try {
      return PlainServer.inPlaceOf(gone);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void tellsEachScenarioAndEachOptionInItsHelp() {
    assertThat(run("--help")).isZero();
    assertThat(text(out)).contains("connect", "fanout", "chat", "dashboard", "flaky", "restart");
    out.reset();
    assertThat(run("fanout --help")).isZero();
    assertThat(text(out)).contains("--threshold", "TIDEWIRE_BENCH_CONNECT_RATE", "Default: 20s");
  }

  private int run(String arguments) {
    PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
    PrintStream errors = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new CommandLineInterface(new Console(to, errors), environment)
        .run(arguments.strip().split("\\s+", -1));
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
