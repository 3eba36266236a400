package dev.tidewire.server.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import dev.tidewire.server.config.Printable;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Log events as aligned lines for people. Only a stack trace has more than one line; nothing that
 * came from outside can make one.
 */
final class TextLines extends LayoutBase<ILoggingEvent> {
  private final DateTimeFormatter time =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder();
    line.append(time.format(Instant.ofEpochMilli(event.getTimeStamp())))
        .append(" %-5s %-18s ".formatted(event.getLevel(), simpleName(event.getLoggerName())))
        .append(Printable.line(String.valueOf(event.getFormattedMessage())))
        .append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      StackTraceText.lines(thrown).forEach(l -> line.append("    ").append(l).append('\n'));
    }
    return line.toString();
  }

  private static String simpleName(String logger) {
    return logger.substring(logger.lastIndexOf('.') + 1);
  }
}
