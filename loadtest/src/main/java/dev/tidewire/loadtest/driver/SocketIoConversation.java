package dev.tidewire.loadtest.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in Engine.IO 4 (the first character) and Socket.IO 5 (the second). Confined to its
 * loop.
 */
final class SocketIoConversation implements Conversation {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] EVENT = Bytes.utf8("42[\"m\"");
  private static final byte[] PONG = Bytes.utf8("3");

  /** The acknowledgement of the subscribe; those of publishes follow. */
  private static final long SUBSCRIBE = 0;

  private final SocketIoDriver driver;
  private final Member member;
  private final Listener listener;
  private @Nullable String privateId;
  private @Nullable String offset;

  SocketIoConversation(SocketIoDriver driver, Member member, Listener listener) {
    this.driver = driver;
    this.member = member;
    this.listener = listener;
  }

  @Override
  public void opened(Wire wire) {
    // The server speaks first.
  }

  @Override
  public boolean publish(Wire wire, int channel, long id, byte[] content) {
    String text = Bytes.text(content, 0, content.length);
    String name = driver.channel(member.run(), channel);
    wire.text(Bytes.utf8("42%d[\"publish\",\"%s\",\"%s\"]".formatted(SUBSCRIBE + id, name, text)));
    return true;
  }

  @Override
  public void message(Wire wire, byte[] array, int from, int to) {
    if (Bytes.startsWith(array, from, to, EVENT)) {
      event(array, from, to);
      return;
    }
    switch (array[from]) {
      case '0' -> connect(wire);
      case '2' -> wire.text(PONG);
      case '4' -> packet(wire, array[from + 1], array, from + 2, to);
      default -> {
        // A noop, or an upgrade that nobody asked for.
      }
    }
  }

  private void connect(Wire wire) {
    StringBuilder auth = new StringBuilder("40{\"token\":\"");
    auth.append(driver.credentials().token(member.user())).append('"');
    if (privateId != null && offset != null) {
      auth.append(",\"pid\":\"").append(privateId).append("\",\"offset\":\"").append(offset);
      auth.append('"');
    }
    wire.text(Bytes.utf8(auth.append('}').toString()));
  }

  /** With recovery, the event's last argument is the position behind it. */
  private void event(byte[] array, int from, int to) {
    if (driver.recovers()) {
      int end = lastQuote(array, from, to);
      int begin = lastQuote(array, from, end);
      offset = Bytes.text(array, begin + 1, end);
    }
    listener.delivered(array, from, to);
  }

  private static int lastQuote(byte[] array, int from, int to) {
    int at = to - 1;
    while (at > from && array[at] != '"') {
      at--;
    }
    return at;
  }

  private void packet(Wire wire, byte type, byte[] array, int from, int to) {
    switch (type) {
      case '0' -> connected(wire, array, from, to);
      case '3' -> acknowledged(Bytes.number(array, from, to));
      case '1' -> listener.refused("disconnected by the server");
      case '4' -> listener.refused("connect: " + Bytes.text(array, from, to));
      default -> {
        // An event of another name.
      }
    }
  }

  private void connected(Wire wire, byte[] array, int from, int to) {
    JsonNode reply;
    try {
      reply = JSON.readTree(array, from, to - from);
    } catch (IOException e) {
      listener.violated("a message is not JSON");
      return;
    }
    String id = reply.path("pid").asText();
    boolean recovered = driver.recovers() && !id.isEmpty() && id.equals(privateId);
    if (privateId != null && driver.recovers() && !recovered) {
      listener.unrecovered();
    }
    privateId = id.isEmpty() ? null : id;
    if (recovered || member.count() == 0) {
      listener.ready();
      return;
    }
    StringBuilder request = new StringBuilder("42").append(SUBSCRIBE).append("[\"subscribe\",[");
    for (int i = 0; i < member.count(); i++) {
      request.append(i == 0 ? "\"" : ",\"");
      request.append(driver.channel(member.run(), member.channel(i))).append('"');
    }
    wire.text(Bytes.utf8(request.append("]]").toString()));
  }

  private void acknowledged(long id) {
    if (id == SUBSCRIBE) {
      listener.ready();
    } else {
      listener.published(id - SUBSCRIBE);
    }
  }
}
