package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process, because signals and exit codes cannot be had without one. */
final class ServeProcessTest {
  private static final String[] ON_FREE_PORTS = {
    "serve", "--dev", "--port", "0", "--internal-port", "0"
  };

  @TempDir Path folder;
  private final List<Process> processes = new ArrayList<>();

  @AfterEach
  void end() {
    processes.forEach(Process::destroyForcibly);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("TIDEWIRE_"));
    Process started = builder.start();
    processes.add(started);
    return started;
  }

  private static void signal(Process process, String signal) throws Exception {
    List<String> kill = List.of("kill", "-s", signal, String.valueOf(process.pid()));
    assertThat(new ProcessBuilder(kill).start().waitFor()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void exitsWithZeroWhenItIsToldToStop(String signal) throws Exception {
    Process server = start(ON_FREE_PORTS);
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      String line;
      do {
        line = out.readLine();
      } while (line != null && !line.contains("Stop with Ctrl-C."));
      assertThat(line).as("the end of the start-up message").isNotNull();
      Process kill = new ProcessBuilder("kill", "-s", signal, String.valueOf(server.pid())).start();
      assertThat(kill.waitFor()).isZero();
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(server.exitValue()).isZero();
    assertThat(Files.readString(folder.resolve("err"))).endsWith("Stopped.\n");
  }

  /** A client that reads and never answers a close, so that only a bound ends the stop. */
  private static Socket connectAndNeverAnswer(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket
        .getOutputStream()
        .write(
            """
            GET /ws HTTP/1.1
            Host: localhost
            Upgrade: websocket
            Connection: Upgrade
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==

            """
                .replace("\n", "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(socket.getInputStream().read()).isEqualTo('H');
    return socket;
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void hurriesWhenItIsToldTwice(String second) throws Exception {
    Process server = start(with("--drain", "1h", "--close-timeout", "1m"));
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      int port = port(out);
      try (Socket client = connectAndNeverAnswer(port)) {
        signal(server, "TERM");
        awaitLog("Stopping: ");
        signal(server, second);

        assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(client.isConnected()).isTrue();
      }
    }
    assertThat(server.exitValue()).isZero();
    assertThat(Files.readString(folder.resolve("err")))
        .contains("In a hurry")
        .endsWith("Stopped.\n");
  }

  @Test
  void waitsForNobodyWhenNobodyIsThere() throws Exception {
    Process server = start(with("--drain", "1h"));
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      assertThat(port(out)).isPositive();
      signal(server, "TERM");
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(server.exitValue()).isZero();
  }

  private static String[] with(String... more) {
    return Stream.concat(Stream.of(ON_FREE_PORTS), Stream.of(more)).toArray(String[]::new);
  }

  /** The public port, from the start-up message. */
  private static int port(BufferedReader out) throws IOException {
    int port = 0;
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher webSocket = Pattern.compile("ws://localhost:(\\d+)/ws").matcher(line);
      if (webSocket.find()) {
        port = Integer.parseInt(webSocket.group(1));
      }
      if (line.contains("Stop with Ctrl-C.")) {
        return port;
      }
    }
    throw new AssertionError("The start-up message did not come to its end.");
  }

  private void awaitLog(String text) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Files.readString(folder.resolve("err")).contains(text));
  }

  @Test
  void refusesADataFolderThatAnotherProcessHas() throws Exception {
    Process first = start(ON_FREE_PORTS);
    try (BufferedReader out = first.inputReader(StandardCharsets.UTF_8)) {
      assertThat(out.lines().anyMatch(line -> line.contains("Stop with Ctrl-C."))).isTrue();

      Process second = start(ON_FREE_PORTS);

      assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(second.exitValue()).isEqualTo(1);
      assertThat(Files.readString(folder.resolve("err")))
          .startsWith("tidewire: The journal in ")
          .endsWith("is in use by another process.\n");
      signal(first, "TERM");
      assertThat(first.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void exitsWithExConfigWhenTheConfigurationIsWrong() throws Exception {
    Process server = start("serve");
    assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(server.exitValue()).isEqualTo(78);
    assertThat(Files.readString(folder.resolve("err")))
        .startsWith("tidewire: there are 2 errors in the configuration.\n");
  }

  @Test
  void keepsTheDevelopmentSecretOutOfEverythingThatItSays() throws Exception {
    Process server = start(ON_FREE_PORTS);
    StringBuilder said = new StringBuilder();
    try (BufferedReader out = server.inputReader(StandardCharsets.UTF_8)) {
      String line;
      while ((line = out.readLine()) != null) {
        said.append(line).append('\n');
        if (line.contains("Stop with Ctrl-C.")) {
          signal(server, "TERM");
        }
      }
    }
    assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    String secret = Files.readString(folder.resolve(".tidewire/dev-secret")).strip();
    assertThat(said + Files.readString(folder.resolve("err")))
        .contains("is up")
        .doesNotContain(secret);
  }
}
