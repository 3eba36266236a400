package dev.tidewire.server.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tidewire.server.demo.MachineReading.Flow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the request that publishes a reading. */
final class PublishBody {
  private static final JsonFactory JSON = new JsonFactory();

  private PublishBody() {}

  static byte[] of(String channel, String key, MachineReading reading, ServerFigures server) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(512);
    try (JsonGenerator out = JSON.createGenerator(body)) {
      out.writeStartObject();
      out.writeStringField("channel", channel);
      out.writeStringField("key", key);
      out.writeObjectFieldStart("data");
      machine(out, reading);
      out.writeObjectFieldStart("server");
      out.writeNumberField("connections", server.connections());
      out.writeNumberField("delivered", server.delivered());
      out.writeEndObject();
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("An array could not be written to.", e);
    }
    return body.toByteArray();
  }

  private static void machine(JsonGenerator out, MachineReading reading) throws IOException {
    out.writeNumberField("cpu", reading.cpu());
    out.writeArrayFieldStart("cores");
    for (double core : reading.cores()) {
      out.writeNumber(core);
    }
    out.writeEndArray();
    out.writeObjectFieldStart("memory");
    out.writeNumberField("used", reading.memoryUsed());
    out.writeNumberField("total", reading.memoryTotal());
    out.writeEndObject();
    flow(out, "network", reading.network(), "in", "out");
    flow(out, "disk", reading.disk(), "read", "write");
    out.writeNumberField("load", reading.load());
    out.writeNumberField("processes", reading.processes());
    out.writeStringField("host", reading.host());
    out.writeStringField("os", reading.os());
    out.writeNumberField("uptime", reading.uptimeSeconds());
  }

  private static void flow(JsonGenerator out, String name, Flow flow, String in, String away)
      throws IOException {
    out.writeObjectFieldStart(name);
    out.writeNumberField(in, flow.in());
    out.writeNumberField(away, flow.out());
    out.writeEndObject();
  }
}
