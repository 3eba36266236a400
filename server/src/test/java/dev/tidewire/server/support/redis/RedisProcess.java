package dev.tidewire.server.support.redis;

import dev.tidewire.server.support.process.FreePort;
import dev.tidewire.server.support.process.GuardedProcess;
import dev.tidewire.server.support.process.ScratchFolder;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.awaitility.Awaitility;

/**
 * A Redis of a test's own on a free port, to be stopped, killed, paused, restarted, and taken back
 * in time.
 *
 * <p>It keeps nothing on disk unless its settings or {@link #stop} say so. Confined to the test's
 * thread.
 */
public final class RedisProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int PORTS_TRIED = 5;
  private static final String SNAPSHOT = "dump.rdb";

  private final ScratchFolder scratch = ScratchFolder.create("tidewire-redis-");
  private final Path folder = scratch.path();
  private final List<String> mode;
  private int port;
  private GuardedProcess process;

  private RedisProcess(List<String> mode) {
    this.mode = mode;
  }

  /**
   * Starts one and waits until it answers.
   *
   * @param settings lines of a {@code redis.conf}, as in {@code "maxmemory 2mb"}
   */
  public static RedisProcess start(String... settings) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "save \"\"",
                "repl-diskless-sync-delay 0",
                "enable-debug-command local",
                "loglevel notice"));
    lines.addAll(List.of(settings));
    return new RedisProcess(List.of()).startSomewhere(lines);
  }

  /** Starts a Sentinel. */
  static RedisProcess startSentinel(List<String> settings) {
    return new RedisProcess(List.of("--sentinel")).startSomewhere(settings);
  }

  /** Its port, the same for its whole life. */
  public int port() {
    return port;
  }

  /** Where clients find it, as in {@code redis://127.0.0.1:20379}. */
  public String url() {
    return "redis://127.0.0.1:" + port;
  }

  /** The same for Lettuce. */
  public RedisURI uri() {
    return RedisURI.create("127.0.0.1", port);
  }

  /** Gives it one or more commands over a connection of their own. */
  public <T> T ask(Function<RedisCommands<String, String>, T> commands) {
    return RedisTool.ask(uri(), commands);
  }

  /** Changes a setting while it runs. */
  public void set(String setting, String value) {
    String answer = ask(commands -> commands.configSet(setting, value));
    if (!answer.equals("OK")) {
      throw new AssertionError(answer);
    }
  }

  /** Ends it in order. What it holds is on disk then, and back after {@link #startAgain}. */
  public void stop() {
    ask(RedisCommands::save);
    process.signal("TERM");
    process.awaitExit();
  }

  /** Ends it with SIGKILL. What it had not written to disk is lost. */
  public void kill() {
    process.kill();
  }

  /** Stops it in its tracks: connections stay open, and nobody answers. */
  public void pause() {
    process.signal("STOP");
  }

  /** Lets it go on after {@link #pause}. */
  public void resume() {
    process.signal("CONT");
  }

  /** Starts it again on its old port with what is on its disk. */
  public void startAgain() {
    if (process.isAlive()) {
      throw new IllegalStateException("The Redis on port " + port + " runs already.");
    }
    process = launch();
    awaitAnswer();
  }

  /** Starts it again after it was ended, without any data. */
  public void startAgainEmpty() {
    delete(folder.resolve(SNAPSHOT));
    startAgain();
  }

  /** Writes what it holds to a file that {@link #startAgainWith} takes. */
  public Path snapshot() {
    ask(RedisCommands::save);
    try {
      Path copy = Files.createTempFile(folder, "snapshot", ".rdb");
      return Files.copy(folder.resolve(SNAPSHOT), copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts it again after it was ended, with the data of an earlier time. */
  public void startAgainWith(Path snapshot) {
    try {
      Files.copy(snapshot, folder.resolve(SNAPSHOT), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    startAgain();
  }

  /** Whether the process is there. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** Everything that it has logged. */
  public String log() {
    return process.output();
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
    }
    scratch.close();
  }

  private RedisProcess startSomewhere(List<String> settings) {
    for (int i = 1; ; i++) {
      port = FreePort.next();
      write(settings);
      process = launch();
      try {
        awaitAnswer();
        return this;
      } catch (AssertionError e) {
        // Another process may have taken the port in between.
        if (i == PORTS_TRIED || !log().contains("in use")) {
          close();
          throw e;
        }
      }
    }
  }

  private void write(List<String> settings) {
    List<String> lines =
        new ArrayList<>(List.of("bind 127.0.0.1", "port " + port, "dir " + folder));
    lines.addAll(settings);
    try {
      Files.write(folder.resolve("redis.conf"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private GuardedProcess launch() {
    List<String> command = new ArrayList<>();
    command.add(RedisBinary.path().toString());
    command.add(folder.resolve("redis.conf").toString());
    command.addAll(mode);
    return GuardedProcess.start(folder.resolve("log"), Map.of(), command);
  }

  private void awaitAnswer() {
    Awaitility.await("the Redis on port " + port)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> !process.isAlive() || RedisTool.answers(port));
    if (!process.isAlive()) {
      throw new AssertionError("Redis did not start. It said:\n" + process.output());
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
