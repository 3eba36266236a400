package dev.tidewire.server.app;

import dev.tidewire.server.config.ServerConfig;
import dev.tidewire.server.uring.SendRing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether this machine lets a server do what its configuration promises. Writes nothing. */
final class MachineCheckup {
  /** What a server opens besides its connections: jars, ports, the journal, Redis, loops. */
  private static final int OTHER_FILES = 500;

  /** What Linux has had by default since 5.4. */
  private static final int BACKLOG = 4096;

  /** What Linux has by default. */
  private static final int LOCAL_PORTS = 28_000;

  /** More than any of the files holds. */
  private static final int LONGEST = 8192;

  private static final Pattern OPEN_FILES = Pattern.compile("(?m)^Max open files\\s+(\\S+)");
  private static final Pattern RANGE = Pattern.compile("(\\d+)\\s+(\\d+)\\s*");

  private final Path proc;

  /**
   * A check-up of the machine.
   *
   * @param proc where Linux shows what it is set to, {@code /proc}
   */
  MachineCheckup(Path proc) {
    this.proc = proc;
  }

  List<Finding> of(ServerConfig config) {
    return List.of(
        files(config.connections().max()),
        ports(config.listen()),
        backlog(),
        localPorts(),
        ring(config.listen()));
  }

  private Finding files(int connections) {
    String subject = "file limit";
    Optional<String> limits = read("self/limits");
    Matcher limit = OPEN_FILES.matcher(limits.orElse(""));
    if (!limit.find()) {
      return unknown(subject, "self/limits");
    }
    long needed = (long) connections + OTHER_FILES;
    if (!limit.group(1).equals("unlimited") && Long.parseLong(limit.group(1)) < needed) {
      return Finding.wrong(
          subject,
          "The process may open %s files, and %d connections need %d."
              .formatted(limit.group(1), connections, needed),
          "Raise it: LimitNOFILE=%d in a systemd unit, ulimit -Hn in a shell, the container runtime's limit; or lower max-connections."
              .formatted(needed));
    }
    return Finding.ok(
        subject, "%s open files, for %d connections.".formatted(limit.group(1), connections));
  }

  private static Finding ports(ServerConfig.Listen listen) {
    return StartFailure.explain(listen)
        .map(sentence ->
            Finding.wrong(
                "ports",
                Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1),
                "ss -ltnp shows who listens. A server that runs already is such a one."))
        .orElseGet(() ->
            Finding.ok(
                "ports",
                "%d and %d can be listened on.".formatted(listen.port(), listen.internalPort())));
  }

  private Finding backlog() {
    String subject = "net.core.somaxconn";
    Optional<String> text = read("sys/net/core/somaxconn");
    if (text.isEmpty() || !text.get().matches("\\d{1,9}")) {
      return unknown(subject, "sys/net/core/somaxconn");
    }
    return Integer.parseInt(text.get()) < BACKLOG
        ? Finding.advice(
            subject,
            "Only %s clients may wait to be accepted; when many come back at once, others are refused."
                .formatted(text.get()),
            "sysctl -w net.core.somaxconn=%d".formatted(BACKLOG))
        : Finding.ok(subject, "%s clients may wait to be accepted.".formatted(text.get()));
  }

  private Finding localPorts() {
    String subject = "net.ipv4.ip_local_port_range";
    Matcher range = RANGE.matcher(read("sys/net/ipv4/ip_local_port_range").orElse(""));
    if (!range.matches()) {
      return unknown(subject, "sys/net/ipv4/ip_local_port_range");
    }
    int ports = Integer.parseInt(range.group(2)) - Integer.parseInt(range.group(1)) + 1;
    return ports < LOCAL_PORTS
        ? Finding.advice(
            subject,
            "A proxy on this machine has only %d ports towards each node.".formatted(ports),
            "sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"")
        : Finding.ok(subject, "%d ports for connections from here.".formatted(ports));
  }

  private static Finding ring(ServerConfig.Listen listen) {
    String subject = "io_uring";
    if (!listen.ioUring()) {
      return Finding.ok(subject, "Not looked at: io-uring is false.");
    }
    try {
      SendRing.open(1, 1).close();
      return Finding.ok(subject, "Many connections are sent to with one system call.");
    } catch (IOException e) {
      return Finding.advice(
          subject,
          "Each connection is written to by itself, which costs more where many get the same: "
              + e.getMessage(),
          "Allow io_uring_setup and io_uring_enter in the container's seccomp profile and with"
              + " sysctl kernel.io_uring_disabled=0; or set io-uring to false.");
    }
  }

  private Finding unknown(String subject, String file) {
    return Finding.ok(subject, "Not looked at: there is no %s here.".formatted(proc.resolve(file)));
  }

  /**
   * In one read: a file of {@code /proc/sys} has its number for the first one only, and {@link
   * Files#readString} begins with a read of one byte where a file says that it is empty.
   */
  private Optional<String> read(String file) {
    try (InputStream in = Files.newInputStream(proc.resolve(file))) {
      return Optional.of(new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty(); // not Linux, or a container that hides it
    }
  }
}
