package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.support.process.FreePort;
import dev.tidewire.server.support.process.GuardedProcess;
import dev.tidewire.server.support.process.ScratchFolder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A real load balancer with the very file of {@code deploy/} before three nodes; only addresses,
 * ports and the certificate's files are put in.
 */
final class LoadBalancer implements AutoCloseable {
  /** One of the three nodes that the files are written for. */
  record Node(int port, int internalPort) {}

  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** The signal by which it reads its file anew. */
  private final String reload;

  private final GuardedProcess process;
  private final ScratchFolder scratch;
  private final int port;

  private LoadBalancer(String reload, GuardedProcess process, ScratchFolder scratch, int port) {
    this.reload = reload;
    this.process = process;
    this.scratch = scratch;
    this.port = port;
  }

  /** HAProxy; a test without it is skipped with a loud word, or fails where it is required. */
  static LoadBalancer haproxy(List<Node> nodes, EdgeCertificate certificate) {
    String binary = find("haproxy");
    int port = FreePort.next();
    Map<String, String> environment = new HashMap<>();
    environment.put("TIDEWIRE_LISTEN", "127.0.0.1:" + port);
    environment.put("TIDEWIRE_CERTIFICATE", certificate.both().toString());
    for (int i = 0; i < nodes.size(); i++) {
      String name = "TIDEWIRE_" + (i + 1);
      environment.put(name, "127.0.0.1:" + nodes.get(i).port());
      environment.put(name + "_INTERNAL", String.valueOf(nodes.get(i).internalPort()));
    }
    String file = DEPLOY.resolve("haproxy/haproxy.cfg").toAbsolutePath().toString();
    ScratchFolder scratch = ScratchFolder.create("tidewire-haproxy-");
    return start("USR2", scratch, port, environment, List.of(binary, "-W", "-db", "-f", file));
  }

  /** nginx, likewise. */
  static LoadBalancer nginx(List<Node> nodes, EdgeCertificate certificate) throws IOException {
    String binary = find("nginx");
    int port = FreePort.next();
    Map<String, String> put = new LinkedHashMap<>();
    put.put("listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl;");
    put.put("/etc/nginx/tls/tidewire.crt", certificate.certificate().toString());
    put.put("/etc/nginx/tls/tidewire.key", certificate.key().toString());
    for (int i = 0; i < nodes.size(); i++) {
      put.put("10.0.0.1" + (i + 1) + ":8080", "127.0.0.1:" + nodes.get(i).port());
    }
    String text = Files.readString(DEPLOY.resolve("nginx/nginx.conf"));
    for (Map.Entry<String, String> entry : put.entrySet()) {
      assertThat(text).as("nginx.conf").containsOnlyOnce(entry.getKey());
      text = text.replace(entry.getKey(), entry.getValue());
    }
    ScratchFolder scratch = ScratchFolder.create("tidewire-nginx-");
    Path folder = scratch.path();
    Path file = Files.writeString(folder.resolve("nginx.conf"), text);
    String inFront = "daemon off; pid " + folder.resolve("pid") + ";";
    List<String> command =
        List.of(binary, "-e", "stderr", "-p", folder + "/", "-c", file.toString(), "-g", inFront);
    return start("HUP", scratch, port, Map.of(), command);
  }

  /** Where browsers would open their sockets. */
  URI webSocket() {
    return URI.create("wss://" + authority() + "/ws");
  }

  /** Host and port of the edge. */
  String authority() {
    return "localhost:" + port;
  }

  /** Its file is read anew: what comes from now on is for processes that it has not yet. */
  void reload() {
    process.signal(reload);
  }

  /** The processes under the first one that carry sockets now, also those before a reload. */
  Set<Long> workers() {
    return ProcessHandle.of(process.pid()).stream()
        .flatMap(first -> first.children().filter(child -> isLike(child, first)))
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }

  /** The first process has a guard for a child, too. */
  private static boolean isLike(ProcessHandle child, ProcessHandle first) {
    return child.info().command().equals(first.info().command());
  }

  /** Killed without a word, the first process would leave its workers behind. */
  @Override
  public void close() {
    try (scratch;
        process) {
      process.signal("TERM");
      Awaitility.await("its workers' end").atMost(PATIENCE).until(() -> workers().isEmpty());
    }
  }

  private static LoadBalancer start(
      String reload,
      ScratchFolder scratch,
      int port,
      Map<String, String> environment,
      List<String> command) {
    GuardedProcess process =
        GuardedProcess.start(scratch.path().resolve("log"), environment, command);
    LoadBalancer balancer = new LoadBalancer(reload, process, scratch, port);
    Awaitility.await(command.getFirst())
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || listens(port));
    if (!process.isAlive()) {
      String said = process.output();
      balancer.close();
      throw new AssertionError(command.getFirst() + " did not start. It said:\n" + said);
    }
    return balancer;
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false; // Not yet.
    }
  }

  /** Debian has it where only root's path leads. */
  private static String find(String name) {
    Stream<String> folders =
        Stream.concat(
            Stream.of(System.getenv("PATH").split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin"));
    Optional<Path> found =
        folders.map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    if (found.isPresent()) {
      return found.get().toString();
    }
    boolean required =
        Stream.of("CI", "TIDEWIRE_REQUIRE_LOAD_BALANCER")
            .map(System::getenv)
            .anyMatch(value -> value != null && !value.isEmpty());
    if (required) {
      throw new AssertionError("No " + name + ": it is on no path, and it is required here.");
    }
    String line = "!".repeat(80);
    System.err.printf("%s%nNO %s: the tests behind it are SKIPPED.%n%s%n", line, name, line);
    return Assumptions.abort("No " + name);
  }
}
