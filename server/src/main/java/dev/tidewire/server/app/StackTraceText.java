package dev.tidewire.server.app;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import dev.tidewire.server.config.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A throwable and its causes as lines; messages are escaped, long traces cut. */
final class StackTraceText {
  private static final int MAX_FRAMES = 40;

  private StackTraceText() {}

  static List<String> lines(IThrowableProxy thrown) {
    List<String> lines = new ArrayList<>();
    Set<IThrowableProxy> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String label = "";
    for (@Nullable IThrowableProxy t = thrown; t != null && seen.add(t); t = t.getCause()) {
      String message = t.getMessage() == null ? "" : ": " + t.getMessage();
      lines.add(Printable.line(label + t.getClassName() + message));
      addFrames(lines, t.getStackTraceElementProxyArray());
      label = "Caused by: ";
    }
    return lines;
  }

  private static void addFrames(List<String> lines, StackTraceElementProxy[] frames) {
    for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
      lines.add("  " + frames[i].getSTEAsString());
    }
    if (frames.length > MAX_FRAMES) {
      lines.add("  ... %d more".formatted(frames.length - MAX_FRAMES));
    }
  }
}
