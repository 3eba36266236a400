package dev.tidewire.server.demo;

import dev.tidewire.server.auth.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a reading of this machine on {@code machine:host} once a second, as a back end of its
 * own would: over the server's HTTP API. It is what the demo dashboard shows.
 *
 * <p>It works on a daemon thread of its own, where OSHI is loaded too. A failure is logged when it
 * begins and when it is over, and the next second brings the next try. Thread-safe.
 */
public final class MachineFeed implements AutoCloseable {
  static final String CHANNEL = "machine:host";

  private static final Logger LOG = LoggerFactory.getLogger(MachineFeed.class);
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  /** Of the 64 characters of an idempotency key. */
  private static final int HOST_LENGTH = 40;

  private final Supplier<Supplier<MachineReading>> machine;
  private final URI publish;
  private final Secret apiKey;
  private final Supplier<ServerFigures> server;
  private final InstantSource clock;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread =
      Thread.ofPlatform().daemon().name("machine-feed").unstarted(this::run);

  // Confined to the thread.
  private @Nullable Supplier<MachineReading> reader;
  private boolean failing;

  /**
   * @param machine opens the source of readings; called on the feed's thread, again after a failure
   */
  MachineFeed(
      Supplier<Supplier<MachineReading>> machine,
      URI publish,
      Secret apiKey,
      Supplier<ServerFigures> server,
      InstantSource clock) {
    this.machine = machine;
    this.publish = publish;
    this.apiKey = apiKey;
    this.server = server;
    this.clock = clock;
  }

  /**
   * Starts to publish.
   *
   * @param internal where the internal port is, as in {@code http://127.0.0.1:8081}
   * @param apiKey a key of the server API
   * @param server asked once a second, on the feed's thread
   */
  public static MachineFeed start(URI internal, Secret apiKey, Supplier<ServerFigures> server) {
    MachineFeed feed =
        new MachineFeed(
            () -> new MachineReader()::read,
            internal.resolve("/api/publish"),
            apiKey,
            server,
            InstantSource.system());
    feed.thread.start();
    return feed;
  }

  private void run() {
    try {
      open();
      while (!closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
        publishOnce();
      }
    } catch (InterruptedException e) {
      // Only close interrupts this thread.
    }
  }

  /** Opens the source a period before it is read, because its rates are those since then. */
  private void open() {
    try {
      reader = machine.get();
    } catch (RuntimeException | LinkageError e) {
      report("this machine cannot be read: " + e);
    }
  }

  /** Reads and publishes once; what goes wrong is logged when it is new. */
  void publishOnce() throws InterruptedException {
    try {
      Supplier<MachineReading> source = reader == null ? machine.get() : reader;
      reader = source;
      MachineReading reading = source.get();
      int status = post(PublishBody.of(CHANNEL, key(reading), reading, server.get()));
      report(status / 100 == 2 ? null : "the server answered with status " + status);
    } catch (IOException e) {
      report("the server cannot be reached: " + e.getClass().getSimpleName());
    } catch (RuntimeException | LinkageError e) {
      // OSHI meets machines that nobody has tried it on; the server is none the worse for it.
      reader = null;
      report("this machine cannot be read: " + e);
    }
  }

  /** Of several nodes on this machine, one publishes this second's reading. */
  private String key(MachineReading reading) {
    String host = reading.host().replaceAll("[^A-Za-z0-9._-]", "-");
    return host.substring(0, Math.min(host.length(), HOST_LENGTH))
        + ":"
        + clock.instant().getEpochSecond();
  }

  private int post(byte[] body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(publish)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + apiKey.value())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private void report(@Nullable String failure) {
    if (closed.getCount() == 0) {
      return; // A publish that was given up is no failure.
    }
    if (failure != null && !failing) {
      LOG.warn("The dashboard gets no figures of this machine: {}.", failure);
    } else if (failure == null && failing) {
      LOG.info("The dashboard gets figures of this machine again.");
    }
    failing = failure != null;
  }

  /** Stops; a publish under way is given up. */
  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
    http.shutdownNow();
  }
}
