package dev.tidewire.server.app;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.tidewire.server.config.ServerConfig.LogFormat;
import dev.tidewire.server.config.ServerConfig.LogLevel;
import dev.tidewire.server.config.ServerConfig.Logging;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up: to standard error, through a queue that never makes a loop wait. When the queue
 * is full, events are dropped.
 */
final class Logs {
  private static final int QUEUE = 8192;

  /** Libraries that tell at INFO what nobody asked. */
  private static final List<String> NOISY =
      List.of("io.undertow", "org.xnio", "org.jboss", "oshi", "com.sun.jna");

  private Logs() {}

  /** Replaces whatever was set up before. */
  static void configure(Logging logging) {
    configure(context(), logging);
  }

  /** Writes what is still in the queue. */
  static void stop() {
    context().stop();
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  static void configure(LoggerContext context, Logging logging) {
    context.reset();
    Layout<ILoggingEvent> layout =
        logging.format() == LogFormat.JSON ? new JsonLines() : new TextLines();
    layout.setContext(context);
    layout.start();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(level(logging.level()));
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(asynchronous(context, layout));
    if (logging.level().compareTo(LogLevel.WARN) < 0) {
      NOISY.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    }
  }

  private static AsyncAppender asynchronous(LoggerContext context, Layout<ILoggingEvent> layout) {
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    AsyncAppender queue = new AsyncAppender();
    queue.setContext(context);
    queue.setQueueSize(QUEUE);
    queue.setDiscardingThreshold(0);
    queue.setNeverBlock(true);
    queue.addAppender(console);
    queue.start();
    return queue;
  }

  private static Level level(LogLevel level) {
    return Level.valueOf(level.name());
  }
}
