package dev.tidewire.server.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The members of one request object, in whatever order they came. A member of the wrong type does
 * not stop the reading, so that the request's id is still found; the first such fault refuses the
 * request when it is built.
 */
final class JsonMembers {
  private static final int DEFAULT_HISTORY = 50;
  private static final int DEFAULT_MEMBERS = 100;

  /** More subscribes than this in one connect are refused before they are built. */
  private static final int MAX_SUBSCRIBES = 1024;

  private final byte[] source;
  private final int start;

  private @Nullable Refusal fault;
  private @Nullable String token;
  private @Nullable String channel;
  private @Nullable String key;
  private @Nullable String after;
  private @Nullable Payload data;
  private @Nullable JsonMembers since;
  private @Nullable String epoch;
  private @Nullable Long offset;
  private @Nullable Long rewind;
  private @Nullable Long limit;
  private @Nullable Long before;
  private boolean presence;
  private List<JsonMembers> subscribe = List.of();

  JsonMembers(byte[] source, int start) {
    this.source = source;
    this.start = start;
  }

  /** Reads the object at whose opening brace the parser stands, to its end. */
  void read(JsonParser parser) throws IOException {
    for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
      parser.nextToken();
      switch (name) {
        case "token" -> token = text(parser, name);
        case "channel" -> channel = text(parser, name);
        case "key" -> key = text(parser, name);
        case "after" -> after = text(parser, name);
        case "epoch" -> epoch = text(parser, name);
        case "offset" -> offset = integer(parser, name);
        case "rewind" -> rewind = integer(parser, name);
        case "limit" -> limit = integer(parser, name);
        case "before" -> before = integer(parser, name);
        case "presence" -> presence = flag(parser, name);
        case "since" -> since = object(parser, name);
        case "subscribe" -> subscribe = objects(parser, name);
        case "data" -> data = payload(parser);
        default -> parser.skipChildren();
      }
    }
  }

  Request request(String command) {
    if (fault != null) {
      throw fault;
    }
    return switch (command) {
      case "connect" -> new Request.Connect(token, subscribes());
      case "subscribe" -> subscribe();
      case "unsubscribe" -> new Request.Unsubscribe(channel());
      case "publish" -> publish();
      case "history" -> new Request.History(channel(), limit(DEFAULT_HISTORY), before());
      case "presence" ->
          new Request.Presence(
              channel(), limit(DEFAULT_MEMBERS), after == null ? null : new SessionId(after));
      case "refresh" -> new Request.Refresh(required("token", token));
      case "ping" -> new Request.Ping();
      default -> throw refusal("There is no such request; see the protocol for those there are.");
    };
  }

  Request.Publish publish() {
    if (fault != null) {
      throw fault;
    }
    return new Request.Publish(
        channel(), required("data", data), key == null ? null : checked(IdempotencyKey::new, key));
  }

  private List<Request.Subscribe> subscribes() {
    List<Request.Subscribe> subscribes = new ArrayList<>(subscribe.size());
    for (JsonMembers members : subscribe) {
      subscribes.add(members.subscribe());
    }
    return subscribes;
  }

  private Request.Subscribe subscribe() {
    if (fault != null) {
      throw fault;
    }
    long messages = rewind == null ? 0 : rewind;
    if (messages < 0 || messages > Request.MAX_MESSAGES) {
      throw refusal("\"rewind\" is from 0 to %d.".formatted(Request.MAX_MESSAGES));
    }
    return new Request.Subscribe(
        channel(), since == null ? null : since.position(), (int) messages, presence);
  }

  private Position position() {
    if (fault != null) {
      throw fault;
    }
    long place = required("offset", offset);
    return checked(text -> new Position(text, place), required("epoch", epoch));
  }

  private ChannelName channel() {
    return checked(ChannelName::new, required("channel", channel));
  }

  private int limit(int otherwise) {
    long value = limit == null ? otherwise : limit;
    if (value < 1 || value > Request.MAX_MESSAGES) {
      throw refusal("\"limit\" is from 1 to %d.".formatted(Request.MAX_MESSAGES));
    }
    return (int) value;
  }

  private long before() {
    if (before == null) {
      return Long.MAX_VALUE;
    }
    if (before < 1) {
      throw refusal("\"before\" is at least 1.");
    }
    return before;
  }

  private @Nullable String text(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getText();
    }
    wrong(parser, name, "a string");
    return null;
  }

  private @Nullable Long integer(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
        && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
      return parser.getLongValue();
    }
    wrong(parser, name, "an integer");
    return null;
  }

  private boolean flag(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_TRUE
        || parser.currentToken() == JsonToken.VALUE_FALSE) {
      return parser.currentToken() == JsonToken.VALUE_TRUE;
    }
    wrong(parser, name, "true or false");
    return false;
  }

  private @Nullable JsonMembers object(JsonParser parser, String name) throws IOException {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      wrong(parser, name, "an object");
      return null;
    }
    JsonMembers members = new JsonMembers(source, start);
    members.read(parser);
    return members;
  }

  private List<JsonMembers> objects(JsonParser parser, String name) throws IOException {
    List<JsonMembers> objects = new ArrayList<>();
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      wrong(parser, name, "an array of objects");
      return objects;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      JsonMembers object = object(parser, name);
      if (object != null && objects.size() < MAX_SUBSCRIBES) {
        objects.add(object);
      } else if (object != null) {
        note("A connect holds at most %d subscribes.".formatted(MAX_SUBSCRIBES));
      }
    }
    return objects;
  }

  /** The bytes of the value that the parser stands at, checked by reading over it. */
  private Payload payload(JsonParser parser) throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    parser.finishToken();
    int to = (int) parser.currentLocation().getByteOffset();
    return Payload.copyOf(source, start + from, to - from);
  }

  private void wrong(JsonParser parser, String name, String expected) throws IOException {
    parser.skipChildren();
    note("\"%s\" is %s.".formatted(name, expected));
  }

  private void note(String sentence) {
    if (fault == null) {
      fault = refusal(sentence);
    }
  }

  private static <T> T required(String name, @Nullable T value) {
    if (value == null) {
      throw refusal("\"%s\" is missing.".formatted(name));
    }
    return value;
  }

  private static <T> T checked(Function<String, T> type, String text) {
    try {
      return type.apply(text);
    } catch (IllegalArgumentException e) {
      throw refusal(
          String.valueOf(e.getMessage())); // ours: the value types write sentences for callers
    }
  }

  private static Refusal refusal(String sentence) {
    return new Refusal(ErrorCode.BAD_REQUEST, sentence);
  }
}
