package dev.tidewire.loadtest.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a server says of its own process in the Prometheus text format, for servers on machines
 * whose processes cannot be seen from here. Thread-safe; reading waits for the answer.
 *
 * <p>It knows the names that Prometheus' client libraries agree on, and Micrometer's for CPU time.
 */
public final class MetricsPage {
  /** A page that is not there within this time counts as nothing. */
  private static final Duration TIMEOUT = Duration.ofMillis(900);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI address;

  public MetricsPage(URI address) {
    this.address = address;
  }

  /**
   * One process at one moment.
   *
   * @param startedMillis when it was started, which tells it from its successor
   * @param usage its CPU time, all of it as if in its own code, and its memory
   */
  public record Reading(long startedMillis, ProcessUsage usage) {}

  /** Reads the page; empty when it cannot be read or does not say enough. */
  public Optional<Reading> read() {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
    try {
      HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? parse(response.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // the server is away, or being restarted
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  static Optional<Reading> parse(String page) {
    OptionalDouble cpu = value(page, "process_cpu_seconds_total", 1e9);
    if (cpu.isEmpty()) {
      cpu = value(page, "process_cpu_time_ns_total", 1);
    }
    OptionalDouble memory = value(page, "process_resident_memory_bytes", 1);
    OptionalDouble started = value(page, "process_start_time_seconds", 1e3);
    if (cpu.isEmpty() || memory.isEmpty() || started.isEmpty()) {
      return Optional.empty();
    }
    ProcessUsage usage = new ProcessUsage((long) cpu.getAsDouble(), 0, (long) memory.getAsDouble());
    return Optional.of(new Reading((long) started.getAsDouble(), usage));
  }

  private static OptionalDouble value(String page, String name, double unit) {
    return page.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> unit * Double.parseDouble(line.substring(name.length()).strip()))
        .findFirst();
  }
}
