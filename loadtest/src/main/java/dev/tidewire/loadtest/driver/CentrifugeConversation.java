package dev.tidewire.loadtest.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in Centrifugo's JSON protocol: several commands or replies in one message stand on
 * lines of their own. Confined to its loop.
 */
final class CentrifugeConversation implements Conversation {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] PUSH = Bytes.utf8("{\"push\":{\"channel\":\"");
  private static final byte[] OFFSET = Bytes.utf8("\"offset\":");
  private static final byte[] PONG = Bytes.utf8("{}");
  private static final long CONNECT = 1;
  private static final long FIRST_SUBSCRIBE = 2;

  private final CentrifugeDriver driver;
  private final Member member;
  private final Listener listener;
  private final long[] offsets;
  private final @Nullable String[] epochs;
  private final long firstPublish;
  private int awaited;

  CentrifugeConversation(CentrifugeDriver driver, Member member, Listener listener) {
    this.driver = driver;
    this.member = member;
    this.listener = listener;
    this.offsets = new long[member.count()];
    this.epochs = new @Nullable String[member.count()];
    this.firstPublish = FIRST_SUBSCRIBE + member.count();
  }

  /** All in one message, as its own clients do it. */
  @Override
  public void opened(Wire wire) {
    awaited = member.count();
    StringBuilder commands = new StringBuilder(128 + 64 * member.count());
    commands.append("{\"id\":").append(CONNECT).append(",\"connect\":{\"token\":\"");
    commands.append(driver.credentials().token(member.user())).append("\"}}");
    for (int i = 0; i < member.count(); i++) {
      commands.append("\n{\"id\":").append(FIRST_SUBSCRIBE + i);
      commands.append(",\"subscribe\":{\"channel\":\"").append(channel(i)).append('"');
      if (epochs[i] != null) {
        commands.append(",\"recover\":true,\"epoch\":\"").append(epochs[i]);
        commands.append("\",\"offset\":").append(offsets[i]);
      }
      commands.append("}}");
    }
    wire.text(Bytes.utf8(commands.toString()));
  }

  private String channel(int index) {
    return driver.channel(member.run(), member.channel(index));
  }

  @Override
  public boolean publish(Wire wire, int channel, long id, byte[] content) {
    String command =
        "{\"id\":%d,\"publish\":{\"channel\":\"%s\",\"data\":\"%s\"}}"
            .formatted(
                firstPublish + id - 1,
                driver.channel(member.run(), channel),
                Bytes.text(content, 0, content.length));
    wire.text(Bytes.utf8(command));
    return true;
  }

  @Override
  public void message(Wire wire, byte[] array, int from, int to) {
    int start = from;
    for (int i = from; i <= to; i++) {
      if (i == to || array[i] == '\n') {
        if (i > start) {
          line(wire, array, start, i);
        }
        start = i + 1;
      }
    }
  }

  private void line(Wire wire, byte[] array, int from, int to) {
    if (Bytes.startsWith(array, from, to, PUSH)) {
      push(array, from, to);
    } else if (to - from == 2) {
      wire.text(PONG);
    } else {
      try {
        reply(JSON.readTree(array, from, to - from));
      } catch (IOException e) {
        listener.violated("a message is not JSON");
      }
    }
  }

  private void push(byte[] array, int from, int to) {
    int place = ChannelNumbers.place(member, array, from + PUSH.length, to);
    int at = Bytes.indexOf(array, from, to, OFFSET);
    if (at >= 0 && place < offsets.length) {
      offsets[place] = Bytes.number(array, at + OFFSET.length, to);
    }
    listener.delivered(array, from, to);
  }

  private void reply(JsonNode reply) {
    long id = reply.path("id").asLong();
    JsonNode error = reply.path("error");
    if (id >= firstPublish) {
      if (error.isMissingNode()) {
        listener.published(id - firstPublish + 1);
      } else {
        listener.publishRefused(id - firstPublish + 1, error.path("message").asText());
      }
    } else if (!error.isMissingNode()) {
      listener.refused(error.path("message").asText());
    } else if (id == CONNECT && awaited == 0) {
      listener.ready();
    } else if (id >= FIRST_SUBSCRIBE) {
      subscribed((int) (id - FIRST_SUBSCRIBE), reply.path("subscribe"));
    }
  }

  private void subscribed(int place, JsonNode reply) {
    if (epochs[place] != null && !reply.path("recovered").asBoolean()) {
      listener.unrecovered();
    }
    long newest = reply.path("offset").asLong();
    for (JsonNode publication : reply.path("publications")) {
      // What was published during the subscribe is among them, and behind the reply's own offset.
      newest = Math.max(newest, publication.path("offset").asLong());
      byte[] data = Bytes.utf8(publication.path("data").asText());
      listener.delivered(data, 0, data.length);
    }
    if (driver.recovers() && reply.has("epoch")) {
      epochs[place] = reply.path("epoch").asText();
      offsets[place] = newest;
    }
    if (--awaited == 0) {
      listener.ready();
    }
  }
}
