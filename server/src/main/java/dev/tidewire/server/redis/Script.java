package dev.tidewire.server.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * A Lua script that runs inside Redis, in one atomic step, on keys of one slot. Immutable.
 *
 * <p>Its text knows as {@code RUN} the id of the very process that runs it: the text is completed
 * for each process that it is loaded into. Redis keeps scripts in memory only, so a process that
 * was started anew, or that was a replica until now, cannot run a script that was completed for
 * another. That is how a script can tell that the data in front of it may have gone back in time.
 */
public final class Script {
  private final String name;
  private final String header;
  private final String body;

  private Script(String name, String header, String body) {
    this.name = name;
    this.header = header;
    this.body = body;
  }

  /** A script that Redis refuses when its memory is full. */
  public static Script of(Class<?> owner, String... files) {
    return new Script(name(files), "#!lua", text(owner, files));
  }

  /**
   * A script that may write a little even when Redis' memory is full: one that reads or removes.
   */
  public static Script allowedWhenFull(Class<?> owner, String... files) {
    return new Script(name(files), "#!lua flags=allow-oom", text(owner, files));
  }

  /** The file that it is in. */
  public String name() {
    return name;
  }

  /** The text for the process with this run id. */
  String completedFor(String runId) {
    return header + "\nlocal RUN = '" + runId + "'\n" + body;
  }

  private static String name(String... files) {
    return files[files.length - 1];
  }

  private static String text(Class<?> owner, String... files) {
    StringBuilder text = new StringBuilder();
    for (String file : files) {
      try (InputStream resource = owner.getResourceAsStream(file)) {
        if (resource == null) {
          throw new IllegalArgumentException("There is no script " + file + ".");
        }
        text.append(new String(resource.readAllBytes(), StandardCharsets.UTF_8)).append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString();
  }
}
