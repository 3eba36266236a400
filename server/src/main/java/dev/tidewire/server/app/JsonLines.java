package dev.tidewire.server.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.LayoutBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidewire.server.config.Printable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;

/** Log events as one JSON object per line, for a log collector. */
final class JsonLines extends LayoutBase<ILoggingEvent> {
  private final JsonFactory json = new JsonFactory();

  @Override
  public String doLayout(ILoggingEvent event) {
    StringWriter line = new StringWriter();
    try (JsonGenerator out = json.createGenerator(line)) {
      out.writeStartObject();
      out.writeStringField("time", Instant.ofEpochMilli(event.getTimeStamp()).toString());
      out.writeStringField("level", event.getLevel().toString());
      out.writeStringField("logger", event.getLoggerName());
      out.writeStringField("thread", Printable.text(event.getThreadName()));
      out.writeStringField("message", Printable.line(String.valueOf(event.getFormattedMessage())));
      IThrowableProxy thrown = event.getThrowableProxy();
      if (thrown != null) {
        out.writeStringField("error", String.join("\n", StackTraceText.lines(thrown)));
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("A string could not be written to.", e);
    }
    return line.append('\n').toString();
  }
}
