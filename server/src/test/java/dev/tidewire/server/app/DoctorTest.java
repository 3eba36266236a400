package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.app.Finding.Grade;
import dev.tidewire.server.redis.Examination;
import dev.tidewire.server.redis.RedisAddress;
import dev.tidewire.server.redis.RedisOptions;
import dev.tidewire.server.support.redis.RedisProcess;
import dev.tidewire.server.uring.Rings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class DoctorTest {
  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init") // Set before each test.
  private Terminal terminal;

  @BeforeEach
  void open() throws IOException {
    terminal =
        new Terminal(folder)
            .with("TIDEWIRE_SECRET", Terminal.SECRET.value())
            .with("TIDEWIRE_API_KEY", Terminal.KEY.value());
    proc(
        "self/limits", "Max open files            100500               100500               files");
    proc("sys/net/core/somaxconn", "4096\n");
    proc("sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
  }

  @Test
  void findsNothingWrongWhereAllIsWell() {
    assertThat(doctor("--data-dir", folder.resolve("data").toString(), "--io-uring", "false"))
        .isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("ok      configuration: ")
        .contains("ok      file limit: 100500 open files, for 100000 connections.")
        .contains("ok      ports: ")
        .contains("ok      net.core.somaxconn: 4096 ")
        .contains("ok      net.ipv4.ip_local_port_range: 28232 ")
        .contains("ok      io_uring: Not looked at: io-uring is false.")
        .contains("ok      data folder: ")
        .endsWith("Nothing is wrong.\n")
        .doesNotContain("->");
    assertThat(folder.resolve("data")).as("it makes nothing").doesNotExist();
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void findsTooFewFilesForTheConnections() throws IOException {
    proc(
        "self/limits", "Max open files            100499               524288               files");

    assertThat(doctor()).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.out())
        .contains("wrong   file limit: The process may open 100499 files")
        .contains("-> Raise it: LimitNOFILE=100500")
        .endsWith("1 of these must be mended.\n");

    assertThat(doctor("--max-connections", "99999")).isEqualTo(ExitCode.OK);
    proc(
        "self/limits", "Max open files            unlimited            unlimited            files");
    assertThat(doctor()).isEqualTo(ExitCode.OK);
  }

  @Test
  void advisesOnTheKernel() throws IOException {
    proc("sys/net/core/somaxconn", "4095\n");
    proc("sys/net/ipv4/ip_local_port_range", "40000 60000");

    assertThat(doctor()).isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("advice  net.core.somaxconn: Only 4095 clients")
        .contains("-> sysctl -w net.core.somaxconn=4096")
        .contains("advice  net.ipv4.ip_local_port_range: A proxy on this machine has only 20001");
  }

  @Test
  void saysWhetherThereIsAnIoUring() {
    Rings.open(1, 1).close();

    assertThat(doctor()).isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("ok      io_uring: Many connections are sent to with one system call.");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void readsWhatTheKernelReallySays() throws Exception {
    String file = "sys/net/core/somaxconn";
    Path link = folder.resolve("proc").resolve(file);
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("/proc").resolve(file));
    Process cat = new ProcessBuilder("cat", link.toString()).start();
    String said = new String(cat.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    doctor();

    assertThat(terminal.out())
        .containsPattern("net.core.somaxconn: (Only )?%s clients may wait".formatted(said));
  }

  @Test
  void saysWhatItCouldNotLookAt() throws IOException {
    Files.delete(folder.resolve("proc/self/limits"));
    proc("sys/net/core/somaxconn", "what?");

    assertThat(doctor()).isEqualTo(ExitCode.OK);
    assertThat(terminal.out())
        .contains("ok      file limit: Not looked at: there is no ")
        .contains("ok      net.core.somaxconn: Not looked at");
  }

  @Test
  void findsAPortThatIsTaken() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());

      assertThat(doctor("--host", "127.0.0.1", "--port", port)).isEqualTo(ExitCode.FAILED);
      assertThat(terminal.out())
          .contains("wrong   ports: Port %s of 127.0.0.1 is taken.".formatted(port))
          .contains("-> ss -ltnp");
    }
  }

  @Test
  void findsADataFolderThatCannotBeWrittenTo() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThat(doctor("--data-dir", file.toString())).isEqualTo(ExitCode.FAILED);
    assertThat(terminal.out()).contains("wrong   data folder: " + file + " cannot be written to");
  }

  @Test
  void advisesOnAServerThatKeepsNothing() {
    assertThat(doctor()).isEqualTo(ExitCode.OK);
    assertThat(terminal.out()).contains("advice  store: Histories are in memory only");
  }

  @Test
  void refusesAWrongConfigurationAsServeDoes() {
    assertThat(doctor("--max-connections", "many")).isEqualTo(ExitCode.CONFIG);
    assertThat(terminal.out()).isEmpty();
  }

  @Test
  void looksAtRedisItsMemoryAndItsClock() {
    try (RedisProcess redis = RedisProcess.start()) {
      assertThat(doctor("--redis", redis.url())).isEqualTo(ExitCode.OK);
      assertThat(terminal.out())
          .containsPattern("ok      redis: redis://127.0.0.1:\\d+ is version \\d+\\.\\d+")
          .contains("advice  redis memory: maxmemory is not set")
          .contains("ok      clock: Its clock and this machine's are ");

      redis.set("maxmemory", "100mb");
      assertThat(doctor("--redis", redis.url())).isEqualTo(ExitCode.OK);
      assertThat(terminal.out()).contains("ok      redis memory: maxmemory is 100 MiB");

      redis.set("maxmemory-policy", "allkeys-lru");
      assertThat(doctor("--redis", redis.url())).isEqualTo(ExitCode.FAILED);
      assertThat(terminal.out())
          .contains("wrong   redis memory: maxmemory-policy is allkeys-lru")
          .contains("-> redis-cli CONFIG SET maxmemory-policy noeviction");
    }
  }

  @Test
  void findsARedisThatIsAwayOrThatDoesNotLetUsInAndNamesNoPassword() {
    try (RedisProcess redis = RedisProcess.start()) {
      String wrong = redis.url().replace("redis://", "redis://nobody:hidden-word@");

      assertThat(doctor("--redis", wrong)).isEqualTo(ExitCode.FAILED);
      assertThat(terminal.out())
          .contains("wrong   redis: ")
          .contains("WRONGPASS")
          .doesNotContain("hidden-word");

      redis.stop();
      assertThat(doctor("--redis", redis.url())).isEqualTo(ExitCode.FAILED);
      assertThat(terminal.out()).contains("wrong   redis: ").contains("cannot be used: ");
    }
  }

  @Test
  void findsAClusterThatIsNone() {
    try (RedisProcess redis = RedisProcess.start()) {
      String cluster = redis.url().replace("redis://", "redis-cluster://");

      assertThat(doctor("--redis", cluster)).isEqualTo(ExitCode.FAILED);
      assertThat(terminal.out()).contains("it is no part of a cluster");
    }
  }

  @Test
  void measuresHowFarTheClocksAreApart() {
    try (RedisProcess redis = RedisProcess.start()) {
      RedisOptions options = RedisOptions.defaults(RedisAddress.parse(redis.url()));
      InstantSource slow = () -> InstantSource.system().instant().minusSeconds(90);

      List<Examination.Report> reports = Examination.of(options, slow);

      assertThat(reports).singleElement().isInstanceOf(Examination.Usable.class);
      Duration ahead = ((Examination.Usable) reports.getFirst()).clockAhead();
      assertThat(ahead).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(100));
    }
  }

  @Test
  void judgesClocksByTheLeewayOfTokens() {
    Duration leeway = Duration.ofSeconds(5);
    assertThat(StoreCheckup.clocks(Duration.ofSeconds(-1), leeway).grade()).isEqualTo(Grade.OK);
    assertThat(StoreCheckup.clocks(Duration.ofMillis(-1001), leeway).grade())
        .isEqualTo(Grade.ADVICE);
    assertThat(StoreCheckup.clocks(leeway, leeway).grade()).isEqualTo(Grade.ADVICE);
    assertThat(StoreCheckup.clocks(Duration.ofMillis(5001), leeway).grade()).isEqualTo(Grade.WRONG);
    assertThat(StoreCheckup.clocks(Duration.ofMillis(999), Duration.ZERO).grade())
        .isEqualTo(Grade.OK);
  }

  private ExitCode doctor(String... arguments) {
    List<String> all = new ArrayList<>(List.of("doctor"));
    if (!List.of(arguments).contains("--port")) {
      all.addAll(List.of("--port", "0"));
    }
    all.addAll(List.of("--internal-port", "0"));
    all.addAll(List.of(arguments));
    return terminal.run(all.toArray(String[]::new));
  }

  private void proc(String file, String text) throws IOException {
    Path path = folder.resolve("proc").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }
}
