package dev.tidewire.server.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests from JSON in one pass, members in any order. Thread-safe.
 *
 * <p>Two failures are kept apart: a message that names no {@code id} cannot be answered ({@link
 * BadFrameException}); one that does is answered, whatever is wrong with the rest.
 */
final class JsonRequestReader {
  private static final int MAX_NESTING = 64;

  /** The largest integer that JavaScript counts to exactly (ECMA-262, Number.MAX_SAFE_INTEGER). */
  private static final long MAX_ID = (1L << 53) - 1;

  private final JsonFactory json =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
          // A stranger's member names are not worth a place among the JVM's strings.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  RequestFrame read(byte[] buffer, int offset, int length) throws BadFrameException {
    refuseOtherEncodings(buffer, offset, length);
    try (JsonParser parser = json.createParser(buffer, offset, length)) {
      return frame(parser, new JsonMembers(buffer, offset));
    } catch (JsonProcessingException e) {
      throw new BadFrameException("The message is not well-formed JSON.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Request.Publish readPublish(byte[] body) {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body)); // a WebSocket has checked this already
      refuseOtherEncodings(body, 0, body.length);
      try (JsonParser parser = json.createParser(body)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          throw new BadFrameException("The body is not a JSON object.");
        }
        JsonMembers members = new JsonMembers(body, 0);
        members.read(parser);
        expectEnd(parser);
        return members.publish();
      }
    } catch (BadFrameException e) {
      throw new Refusal(ErrorCode.BAD_REQUEST, String.valueOf(e.getMessage()));
    } catch (JsonProcessingException | CharacterCodingException e) {
      throw new Refusal(ErrorCode.BAD_REQUEST, "The body is not well-formed JSON.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Jackson guesses UTF-16 and UTF-32 from zero bytes, and skips a byte order mark; a message is
   * plain UTF-8.
   */
  private static void refuseOtherEncodings(byte[] buffer, int offset, int length)
      throws BadFrameException {
    for (int i = offset; i < offset + Math.min(length, 4); i++) {
      if (buffer[i] == 0 || (i == offset && buffer[i] < 0)) {
        throw new BadFrameException("The message is not a JSON object.");
      }
    }
  }

  private static RequestFrame frame(JsonParser parser, JsonMembers members)
      throws IOException, BadFrameException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new BadFrameException("The message is not a JSON object.");
    }
    long id = 0;
    String command = null;
    int commands = 0;
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      JsonToken value = parser.nextToken();
      if (name.equals("id")) {
        id = id(parser, value);
      } else if (value == JsonToken.START_OBJECT) {
        commands++;
        command = name;
        members.read(parser);
      } else {
        parser.skipChildren();
      }
    }
    expectEnd(parser);
    if (id == 0) {
      throw new BadFrameException("The message has no id.");
    }
    return answerable(id, commands, command, members);
  }

  private static RequestFrame answerable(
      long id, int commands, @Nullable String command, JsonMembers members) {
    try {
      if (command == null || commands != 1) {
        throw new Refusal(
            ErrorCode.BAD_REQUEST, "A message holds one request, not %d.".formatted(commands));
      }
      return new RequestFrame.Understood(id, members.request(command));
    } catch (Refusal refusal) {
      return new RequestFrame.Refused(id, refusal);
    }
  }

  private static long id(JsonParser parser, JsonToken token) throws IOException, BadFrameException {
    if (token != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        || parser.getLongValue() < 1
        || parser.getLongValue() > MAX_ID) {
      throw new BadFrameException("An id is an integer from 1 to 2^53-1.");
    }
    return parser.getLongValue();
  }

  private static void expectEnd(JsonParser parser) throws IOException, BadFrameException {
    if (parser.nextToken() != null) {
      throw new BadFrameException("Something follows the JSON object.");
    }
  }
}
