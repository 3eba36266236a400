package dev.tidewire.loadtest.driver;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in NATS's client protocol. Its lines and payloads are a stream: WebSocket messages
 * may cut them anywhere. Confined to its loop.
 */
final class NatsConversation implements Conversation {
  private static final byte[] MSG = Bytes.utf8("MSG ");
  private static final byte[] PING = Bytes.utf8("PING");
  private static final byte[] PONG = Bytes.utf8("PONG");
  private static final byte[] ERROR = Bytes.utf8("-ERR");
  private static final byte[] LINE_END = Bytes.utf8("\r\n");

  private final NatsDriver driver;
  private final Member member;
  private final Listener listener;
  private byte @Nullable [] partial;

  NatsConversation(NatsDriver driver, Member member, Listener listener) {
    this.driver = driver;
    this.member = member;
    this.listener = listener;
  }

  /** The answer to the last line says that all before it is done. */
  @Override
  public void opened(Wire wire) {
    partial = null;
    String token = driver.credentials().token(member.user());
    StringBuilder text = new StringBuilder("CONNECT {\"verbose\":false,\"pedantic\":false,");
    text.append("\"auth_token\":\"").append(token).append("\",\"protocol\":1,\"echo\":true,");
    text.append("\"lang\":\"java\",\"version\":\"1\"}\r\n");
    for (int i = 0; i < member.count(); i++) {
      String subject = driver.channel(member.run(), member.channel(i));
      text.append("SUB ").append(subject).append(' ').append(i + 1).append("\r\n");
    }
    wire.binary(Bytes.utf8(text.append("PING\r\n").toString()));
  }

  @Override
  public boolean publish(Wire wire, int channel, long id, byte[] content) {
    String subject = driver.channel(member.run(), channel);
    byte[] head = Bytes.utf8("PUB %s %d\r\n".formatted(subject, content.length));
    byte[] frame = Arrays.copyOf(head, head.length + content.length + LINE_END.length);
    System.arraycopy(content, 0, frame, head.length, content.length);
    System.arraycopy(LINE_END, 0, frame, head.length + content.length, LINE_END.length);
    wire.binary(frame);
    return false;
  }

  @Override
  public void message(Wire wire, byte[] array, int from, int to) {
    byte[] kept = partial;
    if (kept == null) {
      keep(array, lines(wire, array, from, to), to);
    } else {
      byte[] joined = Arrays.copyOf(kept, kept.length + to - from);
      System.arraycopy(array, from, joined, kept.length, to - from);
      partial = null;
      keep(joined, lines(wire, joined, 0, joined.length), joined.length);
    }
  }

  private void keep(byte[] array, int from, int to) {
    if (from < to) {
      partial = Arrays.copyOfRange(array, from, to);
    }
  }

  /** Handles all that is whole, and returns where the rest begins. */
  private int lines(Wire wire, byte[] array, int start, int to) {
    int from = start;
    while (true) {
      int end = Bytes.indexOf(array, from, to, LINE_END);
      if (end < 0) {
        return from;
      }
      int next = end + LINE_END.length;
      if (Bytes.startsWith(array, from, end, MSG)) {
        int payloadEnd = next + sizeOf(array, from, end);
        if (payloadEnd + LINE_END.length > to) {
          return from;
        }
        listener.delivered(array, next, payloadEnd);
        next = payloadEnd + LINE_END.length;
      } else {
        line(wire, array, from, end);
      }
      from = next;
    }
  }

  /** The number behind the last blank of a MSG line. */
  private static int sizeOf(byte[] array, int from, int end) {
    int at = end;
    while (at > from && array[at - 1] != ' ') {
      at--;
    }
    return (int) Bytes.number(array, at, end);
  }

  private void line(Wire wire, byte[] array, int from, int end) {
    if (Bytes.startsWith(array, from, end, PING)) {
      wire.binary(Bytes.utf8("PONG\r\n"));
    } else if (Bytes.startsWith(array, from, end, PONG)) {
      listener.ready();
    } else if (Bytes.startsWith(array, from, end, ERROR)) {
      listener.refused(Bytes.text(array, from, end));
    }
  }
}
