package dev.tidewire.server.scaleout;

import dev.tidewire.server.checker.Event;
import dev.tidewire.server.checker.HistoryLog;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import javax.net.ssl.SSLContext;

/** What recording clients and publishers share: a log, an HTTP client, and a timer. */
final class Crew implements AutoCloseable {
  private static final int THREADS = 4;

  private final HistoryLog log;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(THREADS);
  private final HttpClient http;

  private Crew(HistoryLog log, HttpClient.Builder builder) {
    this.log = log;
    this.http = builder.executor(timer).connectTimeout(Duration.ofSeconds(3)).build();
  }

  /** A crew that writes into this log. */
  static Crew of(HistoryLog log) {
    return new Crew(log, HttpClient.newBuilder());
  }

  /** The same for servers behind TLS. */
  static Crew of(HistoryLog log, SSLContext tls) {
    return new Crew(log, HttpClient.newBuilder().sslContext(tls));
  }

  HttpClient http() {
    return http;
  }

  void log(LongFunction<Event> event) {
    log.add(event);
  }

  /** Runs something later, unless the run is over by then. */
  void later(long millis, Runnable task) {
    try {
      var _ = timer.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      return; // The run is over.
    }
  }

  /** A duration between nothing and this. */
  static long jitter(long millis) {
    return ThreadLocalRandom.current().nextLong(millis + 1);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    http.shutdownNow();
  }
}
