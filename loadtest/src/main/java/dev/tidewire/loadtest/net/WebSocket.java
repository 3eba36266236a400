package dev.tidewire.loadtest.net;

import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one WebSocket: handshake, then messages until it closes. Confined to its
 * loop. Answers pings and closes by itself.
 */
public final class WebSocket implements ByteHandler {
  private static final int MAX_HANDSHAKE = 16 * 1024;

  private final EventLoop loop;
  private final Handler handler;
  private final Upgrade upgrade;
  private final FrameReader frames;
  private @Nullable TcpConnection connection;
  private byte @Nullable [] response = new byte[0];
  private boolean over;

  /** What the socket reports, on its loop's thread. */
  public interface Handler {
    void opened(WebSocket socket);

    /** A whole message, decompressed. The array is the loop's. */
    void message(WebSocket socket, byte[] array, int from, int to);

    /** Bytes came from the kernel in one read. */
    default void read(int bytes) {}

    /**
     * The socket is over, or never came about.
     *
     * @param code the close code the server sent, 1006 if it sent none
     */
    void closed(WebSocket socket, int code, String reason);
  }

  private WebSocket(EventLoop loop, Upgrade upgrade, Handler handler) {
    this.loop = loop;
    this.upgrade = upgrade;
    this.handler = handler;
    boolean compressed = upgrade.offer().compression() == Compression.DEFLATE;
    this.frames = new FrameReader(new Incoming(), compressed ? loop.inflation() : null);
  }

  /** Begins to connect. Loop only. */
  public static WebSocket connect(
      EventLoop loop,
      Endpoint endpoint,
      @Nullable SocketAddress local,
      Offer offer,
      Handler handler) {
    WebSocket socket = new WebSocket(loop, Upgrade.to(endpoint, offer), handler);
    socket.connection = loop.connect(endpoint.address(), local, socket);
    return socket;
  }

  @Override
  public void connected(TcpConnection tcp) {
    tcp.send(upgrade.request());
  }

  @Override
  public void bytes(TcpConnection tcp, byte[] array, int from, int to) {
    handler.read(to - from);
    if (response == null) {
      decode(array, from, to);
    } else {
      handshake(array, from, to);
    }
  }

  private void handshake(byte[] array, int from, int to) {
    byte[] before = response == null ? new byte[0] : response;
    byte[] all = Arrays.copyOf(before, before.length + to - from);
    System.arraycopy(array, from, all, before.length, to - from);
    int end = Upgrade.endOfHeader(all);
    if (end < 0) {
      response = all;
      if (all.length > MAX_HANDSHAKE) {
        end(1006, "handshake: the answer's header has no end");
      }
      return;
    }
    String problem = upgrade.problemWith(new String(all, 0, end, StandardCharsets.ISO_8859_1));
    if (problem != null) {
      end(1006, "handshake: " + problem);
      return;
    }
    response = null;
    handler.opened(this);
    if (end < all.length && !over) {
      decode(all, end, all.length);
    }
  }

  private void decode(byte[] array, int from, int to) {
    try {
      frames.read(array, from, to);
    } catch (BadFrameException e) {
      end(1006, "bad frame: " + e.getMessage());
    }
  }

  /** Sends a text message. */
  public void text(byte[] utf8) {
    send(Opcode.TEXT, utf8);
  }

  /** Sends a binary message. */
  public void binary(byte[] bytes) {
    send(Opcode.BINARY, bytes);
  }

  private void send(int opcode, byte[] payload) {
    if (connection != null && !over) {
      connection.send(FrameWriter.masked(opcode, payload));
    }
  }

  /** Stops reading for good or until {@link #resumeReads}. */
  public void pauseReads() {
    if (connection != null) {
      connection.pauseReads();
    }
  }

  public void resumeReads() {
    if (connection != null) {
      connection.resumeReads();
    }
  }

  /** Stops reading behind the next read. */
  public void pauseReadsAfterNext() {
    if (connection != null) {
      connection.pauseReadsAfterNext();
    }
  }

  /** Closes the TCP connection. The handler hears nothing more. */
  public void close() {
    over = true;
    if (connection != null) {
      connection.close();
    }
  }

  /** Resets the TCP connection. The handler hears nothing more. */
  public void cut() {
    over = true;
    if (connection != null) {
      connection.cut();
    }
  }

  @Override
  public void closed(TcpConnection tcp, String cause) {
    end(1006, response == null ? "cut: " + cause : "connect: " + cause);
  }

  private void end(int code, String reason) {
    if (!over) {
      close();
      handler.closed(this, code, reason.toLowerCase(Locale.ROOT));
    }
  }

  public EventLoop loop() {
    return loop;
  }

  /** What the frame reader finds. */
  private final class Incoming implements FrameReader.Listener {
    @Override
    public void message(byte[] array, int from, int to) {
      if (!over) {
        handler.message(WebSocket.this, array, from, to);
      }
    }

    @Override
    public void ping(byte[] payload) {
      send(Opcode.PONG, payload);
    }

    @Override
    public void close(int code, String reason) {
      send(Opcode.CLOSE, FrameWriter.closePayload(code));
      end(code, reason.isEmpty() ? "closed with " + code : reason);
    }
  }
}
