package dev.tidewire.server.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.tidewire.server.config.ServerConfig.LogFormat;
import dev.tidewire.server.config.ServerConfig.LogLevel;
import dev.tidewire.server.config.ServerConfig.Logging;

/**
 * How logging is until the configuration has been read: warnings, as text. Logback finds it through
 * {@code META-INF/services} and then looks for no file.
 */
public final class LogsAtStart extends ContextAwareBase implements Configurator {
  /** What Logback calls. */
  public LogsAtStart() {}

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Logs.configure(context, new Logging(LogFormat.TEXT, LogLevel.WARN));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
