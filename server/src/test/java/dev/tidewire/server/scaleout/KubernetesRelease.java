package dev.tidewire.server.scaleout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.support.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The chart, installed on the cluster of {@code deploy/cluster} by real Helm. Confined to the
 * test's thread.
 */
final class KubernetesRelease implements AutoCloseable {
  private static final String NAMESPACE = "live";
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final String SERVERS = "app.kubernetes.io/component=server";
  private static final String READY_COLUMNS =
      "-o=jsonpath={range .items[*]}{.metadata.name} {.status.containerStatuses[0].ready}{\"\\n\"}{end}";

  /** How a command ended, and all that it said. */
  record Outcome(int exit, String said) {}

  /** Installs three pods and a Redis, and waits until they are there. */
  static KubernetesRelease install() {
    KubernetesRelease release = new KubernetesRelease();
    release.kubectl("create", "namespace", NAMESPACE);
    release.kubectl(
        "create",
        "secret",
        "generic",
        "tidewire",
        "--from-literal=secret=" + ServerProcess.SECRET,
        "--from-literal=api-key=" + ServerProcess.API_KEY);
    release.helm("install", "tidewire", chart(), "--values", values(), "--wait");
    return release;
  }

  /** Upgrades it to the values of the tests and these, and waits until that is done. */
  void upgrade(String... changes) {
    Outcome outcome = tryUpgrade("5m", changes);
    assertThat(outcome.exit()).as(outcome.said()).isZero();
  }

  /** The same, for an upgrade that may fail within this time. */
  Outcome tryUpgrade(String patience, String... changes) {
    List<String> command = new ArrayList<>(List.of("helm", "upgrade", "tidewire", chart()));
    command.addAll(List.of("--values", values(), "--wait", "--timeout", patience));
    Stream.of(changes).forEach(change -> command.addAll(List.of("--set", change)));
    return run(command);
  }

  /** Goes back to the release before the last one. */
  void rollBack() {
    helm("rollback", "tidewire", "--wait");
  }

  /** Runs the chart's own test. */
  String test() {
    return helm("test", "tidewire", "--logs");
  }

  /** The names of the server's pods that are ready. */
  List<String> readyPods() {
    return pods().stream()
        .filter(line -> line.endsWith(" true"))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  /** Whether there are so many pods, all of them ready, and none that still leaves. */
  boolean hasSettledAt(int count) {
    return pods().size() == count && readyPods().size() == count;
  }

  /** Lets a pod leave in order, and waits until it is gone. */
  void delete(String pod) {
    kubectl("delete", "pod", pod);
  }

  /** Kills the process of a pod's container. */
  void kill(String pod) {
    String id =
        kubectl("get", "pod", pod, "-o=jsonpath={.status.containerStatuses[0].containerID}");
    succeed(List.of(DEPLOY.resolve("cluster/cluster").toString(), "kill", id));
  }

  /** How often a pod's container was started again. */
  int restarts(String pod) {
    String count =
        kubectl("get", "pod", pod, "-o=jsonpath={.status.containerStatuses[0].restartCount}");
    return Integer.parseInt(count.strip());
  }

  /** What the servers said, to understand a failure. */
  String logs() {
    return kubectl("get", "pods,events")
        + kubectl("logs", "--selector", SERVERS, "--prefix", "--tail=200", "--ignore-errors");
  }

  /** A load balancer's view: the node's ports of clients and of health. */
  LoadBalancer.Node node() {
    return new LoadBalancer.Node(nodePort("tidewire"), nodePort("tidewire-health"));
  }

  /** Where back ends publish. */
  URI publishApi() {
    return URI.create("http://127.0.0.1:" + node().internalPort() + "/api/publish");
  }

  @Override
  public void close() {
    kubectl("delete", "namespace", NAMESPACE);
  }

  private List<String> pods() {
    return kubectl("get", "pods", "--selector", SERVERS, READY_COLUMNS).lines().toList();
  }

  private int nodePort(String service) {
    String port = kubectl("get", "service", service, "-o=jsonpath={.spec.ports[0].nodePort}");
    return Integer.parseInt(port.strip());
  }

  private String kubectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("kubectl", "--namespace", NAMESPACE));
    command.addAll(List.of(arguments));
    return succeed(command);
  }

  private String helm(String... arguments) {
    List<String> command = new ArrayList<>(List.of("helm"));
    command.addAll(List.of(arguments));
    return succeed(command);
  }

  private static String succeed(List<String> command) {
    Outcome outcome = run(command);
    assertThat(outcome.exit()).as("%s said: %s", command, outcome.said()).isZero();
    return outcome.said();
  }

  private static Outcome run(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HELM_NAMESPACE", NAMESPACE);
    try {
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String chart() {
    return DEPLOY.resolve("helm/tidewire").toString();
  }

  private static String values() {
    return DEPLOY.resolve("cluster/values.yaml").toString();
  }
}
