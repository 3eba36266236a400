package dev.tidewire.loadtest.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Results as JSON files. */
public final class Json {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .configure(JsonGenerator.Feature.AUTO_CLOSE_TARGET, false)
          .build();

  private Json() {}

  public static String text(Result result) throws IOException {
    return MAPPER.writeValueAsString(result);
  }

  public static void write(Result result, Path file) throws IOException {
    Files.writeString(file, text(result) + "\n");
  }

  /** The JSON schema that every result conforms to. */
  public static String schema() throws IOException {
    try (InputStream in = Json.class.getResourceAsStream("result.schema.json")) {
      if (in == null) {
        throw new IOException("The schema is missing in this build.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /**
   * Reads a result.
   *
   * @throws IOException when the file is none, with a sentence that says why
   */
  public static Result read(Path file) throws IOException {
    Result result = MAPPER.readValue(file.toFile(), Result.class);
    if (result.schema() != Result.SCHEMA) {
      throw new IOException(
          "%s is a result of format %d, but %d is read here."
              .formatted(file, result.schema(), Result.SCHEMA));
    }
    return result;
  }
}
