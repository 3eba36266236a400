package dev.tidewire.loadtest.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads about other processes in {@code /proc}. Where there is none, nothing is found. */
public final class Processes {
  /** Linux counts CPU time in hundredths of a second towards user space, whatever its HZ is. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private static final long BYTES_PER_KIB = 1024;
  private static final String LISTENING = "0A";

  /** Behind "cpu", user, nice, system, idle, iowait, irq and softirq. */
  private static final int STEAL = 8;

  private final Path proc;

  public Processes() {
    this(Path.of("/proc"));
  }

  Processes(Path proc) {
    this.proc = proc;
  }

  /** What these processes have used together; one that is gone counts as nothing. */
  public ProcessUsage usage(List<Long> pids) {
    ProcessUsage sum = ProcessUsage.NONE;
    for (long pid : pids) {
      sum = sum.plus(usage(pid).orElse(ProcessUsage.NONE));
    }
    return sum;
  }

  Optional<ProcessUsage> usage(long pid) {
    try {
      String stat = Files.readString(proc.resolve(pid + "/stat"));
      // The second field is the command in parentheses and may hold anything, blanks too.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      long user = Long.parseLong(fields[11]) * NANOS_PER_TICK;
      long system = Long.parseLong(fields[12]) * NANOS_PER_TICK;
      return Optional.of(new ProcessUsage(user, system, resident(pid)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private long resident(long pid) throws IOException {
    for (String line : Files.readAllLines(proc.resolve(pid + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) * BYTES_PER_KIB;
      }
    }
    return 0;
  }

  /** The process that listens on this TCP port of this machine, if it can be seen. */
  public Optional<Long> listeningOn(int port) {
    List<String> sockets = new ArrayList<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      sockets.addAll(inodes(table, port));
    }
    if (sockets.isEmpty()) {
      return Optional.empty();
    }
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path process : processes) {
        if (holdsOneOf(process, sockets)) {
          return Optional.of(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException e) {
      // Then it cannot be seen.
    }
    return Optional.empty();
  }

  private List<String> inodes(String table, int port) {
    String local = ":%04X".formatted(port).toUpperCase(Locale.ROOT);
    List<String> inodes = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(proc.resolve(table))) {
        String[] fields = line.strip().split("\\s+", -1);
        if (fields.length > 9 && fields[1].endsWith(local) && fields[3].equals(LISTENING)) {
          inodes.add("socket:[" + fields[9] + "]");
        }
      }
    } catch (IOException e) {
      // No such table: nothing listens there.
    }
    return inodes;
  }

  private static boolean holdsOneOf(Path process, List<String> sockets) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path file : files) {
        if (sockets.contains(Files.readSymbolicLink(file).toString())) {
          return true;
        }
      }
    } catch (IOException | RuntimeException e) {
      // It ended meanwhile, or belongs to somebody else.
    }
    return false;
  }

  /**
   * What the hypervisor has kept from this machine's processors since it was started, although they
   * had work, in nanoseconds of all of them together ({@code steal} of proc_stat(5)).
   */
  public Optional<Long> stolenNanos() {
    try (Stream<String> lines = Files.lines(proc.resolve("stat"))) {
      String[] fields = lines.findFirst().orElse("").split("\\s+", -1);
      return fields.length > STEAL
          ? Optional.of(Long.parseLong(fields[STEAL]) * NANOS_PER_TICK)
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** How many files this process may have open, if it can be seen. */
  public Optional<Long> maxOpenFiles() {
    try {
      for (String line : Files.readAllLines(proc.resolve("self/limits"))) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).strip().split("\\s+", -1)[0];
          return soft.equals("unlimited") ? Optional.empty() : Optional.of(Long.parseLong(soft));
        }
      }
    } catch (IOException | RuntimeException e) {
      // Then it cannot be seen.
    }
    return Optional.empty();
  }
}
