package dev.tidewire.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The members of a small JSON object, none of which is unknown. Immutable. */
final class CommandBody {
  private static final int MAX_DEPTH = 8;
  private static final int MAX_TEXT = 255;

  /** RFC 8259 section 6: integers that every JSON library reads exactly. */
  private static final long MAX_INTEGER = (1L << 53) - 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonNode object;

  private CommandBody(JsonNode object) {
    this.object = object;
  }

  /**
   * Reads a body.
   *
   * @param known the names that members may have
   * @throws Refusal ({@code BAD_REQUEST}) when it is no JSON object, or has another member
   */
  static CommandBody read(byte[] body, String... known) {
    JsonNode object;
    try {
      object = MAPPER.readTree(body);
    } catch (IOException e) {
      throw refusal("The body is not well-formed JSON.");
    }
    if (object == null || !object.isObject()) {
      throw refusal("The body is not a JSON object.");
    }
    List<String> names = List.of(known);
    Iterator<String> found = object.fieldNames();
    while (found.hasNext()) {
      if (!names.contains(found.next())) {
        throw refusal("The members that are known here are %s.".formatted(names));
      }
    }
    return new CommandBody(object);
  }

  /**
   * A value that must be there, made of a text.
   *
   * @param type throws {@link IllegalArgumentException} with a sentence for the caller
   */
  <T> T required(String name, Function<String, T> type) {
    T value = optional(name, type);
    if (value == null) {
      throw refusal("\"%s\" is missing.".formatted(name));
    }
    return value;
  }

  /** Which one of two members is there; exactly one must be. */
  String only(String one, String other) {
    if (object.has(one) == object.has(other)) {
      throw refusal("There is either \"%s\" or \"%s\".".formatted(one, other));
    }
    return object.has(one) ? one : other;
  }

  <T> @Nullable T optional(String name, Function<String, T> type) {
    @Nullable JsonNode value = object.get(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()
        || value.textValue().isEmpty()
        || value.textValue().length() > MAX_TEXT) {
      throw refusal("\"%s\" is a text of 1 to %d characters.".formatted(name, MAX_TEXT));
    }
    try {
      return type.apply(value.textValue());
    } catch (IllegalArgumentException e) {
      throw refusal(String.valueOf(e.getMessage())); // ours: value types write for callers
    }
  }

  /** A switch; false when it is not there. */
  boolean flag(String name) {
    @Nullable JsonNode value = object.get(name);
    if (value != null && !value.isBoolean()) {
      throw refusal("\"%s\" is true or false.".formatted(name));
    }
    return value != null && value.booleanValue();
  }

  /** A moment in seconds since 1970; null when it is not there. */
  @Nullable Instant time(String name) {
    @Nullable JsonNode value = object.get(name);
    if (value == null) {
      return null;
    }
    if (!value.canConvertToLong()
        || !value.isIntegralNumber()
        || value.longValue() < 0
        || value.longValue() > MAX_INTEGER) {
      throw refusal("\"%s\" is a number of seconds since 1970.".formatted(name));
    }
    return Instant.ofEpochSecond(value.longValue());
  }

  private static Refusal refusal(String sentence) {
    return new Refusal(ErrorCode.BAD_REQUEST, sentence);
  }
}
