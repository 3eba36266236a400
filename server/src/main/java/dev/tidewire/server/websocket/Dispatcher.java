package dev.tidewire.server.websocket;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the decoder, the connection and its handler: hands messages to the handler while the
 * connection is open, and control frames to the connection. What the handler throws ends the
 * connection and goes no further. Confined to the loop.
 */
final class Dispatcher implements FrameListener {
  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

  private final Connection connection;
  private final ControlBudget controlBudget;
  private @Nullable ConnectionHandler handler;

  Dispatcher(Connection connection, ConnectionOptions options) {
    this.connection = connection;
    this.controlBudget = new ControlBudget(options.maxControlFramesPerMinute());
  }

  /** Has the handler made. */
  void open(Function<Connection, ConnectionHandler> endpoint) {
    try {
      handler = endpoint.apply(connection);
    } catch (Throwable e) {
      log.error("A connection's handler could not be made.", e);
      connection.terminate();
    }
  }

  @Override
  public void onMessage(Opcode opcode, byte[] buffer, int offset, int length) {
    connection.loop().traffic().receivedMessage();
    if (handler == null || !connection.isOpen()) {
      return;
    }
    try {
      if (opcode == Opcode.TEXT) {
        handler.onText(buffer, offset, length);
      } else {
        handler.onBinary(buffer, offset, length);
      }
    } catch (Throwable e) {
      failed(e);
    }
  }

  @Override
  public void onControl(Opcode opcode, byte[] buffer, int offset, int length) {
    if (!connection.isOpen()) {
      return;
    }
    if (!controlBudget.take(connection.loop().nanoTime())) {
      connection.flooded();
    } else if (opcode == Opcode.PING) {
      connection.pinged(Frame.of(Opcode.PONG, buffer, offset, length));
    }
  }

  @Override
  public void onClose(ClosePayload payload) {
    connection.peerClosed(payload);
  }

  void drained() {
    try {
      if (handler != null) {
        handler.onDrained();
      }
    } catch (Throwable e) {
      failed(e);
    }
  }

  /** The last call. */
  void closed(CloseStatus status) {
    if (handler != null) {
      handler.onClosed(status);
    }
  }

  private void failed(Throwable e) {
    log.error("A connection's handler failed.", e);
    connection.handlerFailed();
  }
}
