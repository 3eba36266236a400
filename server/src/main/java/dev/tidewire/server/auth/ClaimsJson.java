package dev.tidewire.server.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidewire.server.protocol.Payload;
import io.jsonwebtoken.io.AbstractDeserializer;
import io.jsonwebtoken.io.AbstractSerializer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.util.List;
import java.util.Map;

/**
 * The JSON of tokens, strict where leniency could be used against us: a name that comes twice, text
 * behind the object and deep nesting are errors, and numbers keep their digits. Thread-safe.
 */
final class ClaimsJson {
  private static final int MAX_DEPTH = 64;

  /** RFC 7519 section 2, NumericDate. jjwt would also take texts. */
  private static final List<String> TIMES = List.of("exp", "nbf", "iat");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final ObjectReader OBJECT =
      MAPPER.readerFor(new TypeReference<Map<String, Object>>() {});

  private ClaimsJson() {}

  /** Reads the two JSON objects of a token. */
  static final class Reading extends AbstractDeserializer<Map<String, ?>> {
    @Override
    protected Map<String, ?> doDeserialize(Reader reader) throws IOException {
      return requireTimes(OBJECT.readValue(reader));
    }
  }

  /**
   * Reads one of the two JSON objects of a token.
   *
   * @throws IOException when it is none
   */
  static Map<String, ?> object(String json) throws IOException {
    return requireTimes(OBJECT.readValue(json));
  }

  private static Map<String, ?> requireTimes(Map<String, ?> object) throws IOException {
    for (String time : TIMES) {
      if (object.get(time) != null && !(object.get(time) instanceof Number)) {
        throw new IOException(time + " is a number of seconds.");
      }
    }
    return object;
  }

  /** Writes the two JSON objects of a token. */
  static final class Writing extends AbstractSerializer<Map<String, ?>> {
    @Override
    protected void doSerialize(Map<String, ?> object, OutputStream out) throws IOException {
      MAPPER.writeValue(out, object);
    }
  }

  static Payload payload(Object value) {
    try {
      byte[] json = MAPPER.writeValueAsBytes(value);
      return Payload.copyOf(json, 0, json.length);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("What was read as JSON could not be written as JSON.", e);
    }
  }

  /**
   * Reads a whole document.
   *
   * @throws IOException when it is not one JSON value
   */
  static JsonNode tree(byte[] json) throws IOException {
    return MAPPER.readTree(json);
  }

  /**
   * Reads a value that a person typed.
   *
   * @throws IllegalArgumentException when it is not one JSON value
   */
  static Object value(String what, String json) {
    try {
      Object value = MAPPER.readValue(json, Object.class);
      if (value != null) {
        return value;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("%s is not valid JSON.".formatted(what), e);
    }
    throw new IllegalArgumentException("%s is null.".formatted(what));
  }
}
