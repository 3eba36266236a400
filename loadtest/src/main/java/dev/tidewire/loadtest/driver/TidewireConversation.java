package dev.tidewire.loadtest.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with Tidewire. It remembers the position in each channel, resumes there, and
 * checks that offsets follow each other without a hole. Confined to its loop.
 */
final class TidewireConversation implements Conversation {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] MESSAGE = Bytes.utf8("{\"message\":{\"channel\":\"");
  private static final byte[] OFFSET = Bytes.utf8("\"offset\":");
  private static final long CONNECT = 1;

  /** Publishes count from 1; so do requests, and the first is the connect. */
  private static final long FIRST_PUBLISH = 2;

  private final Driver driver;
  private final Credentials credentials;
  private final Member member;
  private final Listener listener;
  private final long[] offsets;
  private final @Nullable String[] epochs;

  TidewireConversation(Driver driver, Credentials credentials, Member member, Listener listener) {
    this.driver = driver;
    this.credentials = credentials;
    this.member = member;
    this.listener = listener;
    this.offsets = new long[member.count()];
    this.epochs = new @Nullable String[member.count()];
  }

  @Override
  public void opened(Wire wire) {
    StringBuilder request = new StringBuilder(128 + 64 * member.count());
    request.append("{\"id\":").append(CONNECT).append(",\"connect\":{");
    String token = credentials.token(member.user());
    if (!token.isEmpty()) {
      request.append("\"token\":\"").append(token).append("\",");
    }
    request.append("\"subscribe\":[");
    for (int i = 0; i < member.count(); i++) {
      request.append(i == 0 ? "" : ",").append("{\"channel\":\"").append(channel(i)).append('"');
      if (epochs[i] != null) {
        request.append(",\"since\":{\"epoch\":\"").append(epochs[i]);
        request.append("\",\"offset\":").append(offsets[i]).append('}');
      }
      request.append('}');
    }
    wire.text(Bytes.utf8(request.append("]}}").toString()));
  }

  private String channel(int index) {
    return driver.channel(member.run(), member.channel(index));
  }

  @Override
  public boolean publish(Wire wire, int channel, long id, byte[] content) {
    String text =
        "{\"id\":%d,\"publish\":{\"channel\":\"%s\",\"data\":\"%s\"}}"
            .formatted(
                id - 1 + FIRST_PUBLISH,
                driver.channel(member.run(), channel),
                Bytes.text(content, 0, content.length));
    wire.text(Bytes.utf8(text));
    return true;
  }

  @Override
  public void message(Wire wire, byte[] array, int from, int to) {
    if (Bytes.startsWith(array, from, to, MESSAGE)) {
      push(array, from, to);
      return;
    }
    try {
      other(JSON.readTree(array, from, to - from));
    } catch (IOException e) {
      listener.violated("a message is not JSON");
    }
  }

  /** The hot path: one pass over the bytes, no objects. */
  private void push(byte[] array, int from, int to) {
    int name = from + MESSAGE.length;
    int place = ChannelNumbers.place(member, array, name, to);
    int at = Bytes.indexOf(array, name, to, OFFSET);
    if (place < offsets.length && at >= 0) {
      advance(place, Bytes.number(array, at + OFFSET.length, to));
    }
    listener.delivered(array, from, to);
  }

  private void advance(int place, long offset) {
    if (epochs[place] != null && offset != offsets[place] + 1) {
      listener.violated(
          offset <= offsets[place] ? "an offset came again" : "an offset was skipped");
    }
    offsets[place] = offset;
  }

  private void other(JsonNode frame) {
    long id = frame.path("id").asLong(0);
    if (id == CONNECT) {
      connected(frame);
    } else if (id >= FIRST_PUBLISH) {
      published(id - FIRST_PUBLISH + 1, frame.path("error"));
    } else if (frame.has("gap")) {
      JsonNode gap = frame.path("gap");
      moved(placeOf(gap), gap);
      listener.unrecovered();
    } else if (frame.has("draining")) {
      listener.draining(frame.path("draining").path("reconnectIn").asLong());
    } else if (frame.has("unsubscribed")) {
      listener.refused("unsubscribed: " + frame.path("unsubscribed").path("code").asText());
    }
  }

  private void published(long id, JsonNode error) {
    if (error.isMissingNode()) {
      listener.published(id);
    } else {
      listener.publishRefused(id, error.path("code").asText());
    }
  }

  private void connected(JsonNode reply) {
    if (reply.has("error")) {
      listener.refused("connect: " + reply.path("error").path("code").asText());
      return;
    }
    JsonNode subscribed = reply.path("ok").path("subscribed");
    int place = 0;
    for (JsonNode subscription : subscribed) {
      if (subscription.has("error")) {
        listener.refused("subscribe: " + subscription.path("error").path("code").asText());
        return;
      }
      subscribed(place++, subscription);
    }
    if (place < member.count()) {
      listener.refused("subscribe: %d of %d were answered".formatted(place, member.count()));
      return;
    }
    listener.ready();
  }

  private void subscribed(int place, JsonNode reply) {
    if (reply.has("recovered") && !reply.path("recovered").asBoolean()) {
      listener.unrecovered();
      epochs[place] = null;
    }
    for (JsonNode message : reply.path("messages")) {
      advance(place, message.path("offset").asLong());
      byte[] data = Bytes.utf8(message.path("data").asText());
      listener.delivered(data, 0, data.length);
    }
    moved(place, reply);
  }

  private int placeOf(JsonNode node) {
    byte[] name = Bytes.utf8(node.path("channel").asText());
    return ChannelNumbers.place(member, name, 0, name.length);
  }

  private void moved(int place, JsonNode position) {
    if (place < offsets.length && position.has("epoch")) {
      epochs[place] = position.path("epoch").asText();
      offsets[place] = position.path("offset").asLong();
    }
  }
}
