package dev.tidewire.server.websocket;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes down what happens, and echoes text and binary messages. */
public class RecordingHandler implements ConnectionHandler {
  private @Nullable Connection connection;
  private final List<String> events = new ArrayList<>();

  /** The endpoint of a connection that is recorded. */
  public ConnectionHandler open(Connection opened) {
    connection = opened;
    return this;
  }

  /** What happened since the last call. */
  public List<String> takeEvents() {
    List<String> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  @Override
  public void onText(byte[] buffer, int offset, int length) {
    events.add("text " + new String(buffer, offset, length, StandardCharsets.UTF_8));
    echo(Frame.text(buffer, offset, length));
  }

  @Override
  public void onBinary(byte[] buffer, int offset, int length) {
    events.add("binary " + HexFormat.of().formatHex(buffer, offset, offset + length));
    echo(Frame.of(Opcode.BINARY, buffer, offset, length));
  }

  @Override
  public void onDrained() {
    events.add("drained");
  }

  @Override
  public void onClosed(CloseStatus status) {
    String cause = status.cause().name().toLowerCase(Locale.ROOT);
    events.add("closed " + status.code() + " " + cause);
  }

  private void echo(Frame frame) {
    if (connection != null) {
      connection.send(frame);
    }
  }
}
