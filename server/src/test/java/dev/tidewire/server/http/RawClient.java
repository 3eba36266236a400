package dev.tidewire.server.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/** A client that sends any bytes and reads any bytes, and never waits longer than ten seconds. */
final class RawClient implements AutoCloseable {
  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private final Socket socket;
  private final InputStream in;

  RawClient(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  RawClient(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(10_000);
    in = socket.getInputStream();
  }

  /** A client that has done the opening handshake. */
  static RawClient open(int port) throws IOException {
    RawClient client = new RawClient(port);
    client.handshake();
    return client;
  }

  void handshake() throws IOException {
    send(handshakeRequest(""));
    String answer = readHead();
    if (!answer.startsWith("HTTP/1.1 101 ")) {
      throw new IOException("The handshake was refused: " + answer);
    }
  }

  static String handshakeRequest(String moreHeaders) {
    return "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + ("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + "\r\n")
        + (moreHeaders + "\r\n");
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /** An answer's status line and headers. */
  String readHead() throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        break;
      }
      head.write(next);
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  /** So many bytes, in hexadecimal; fewer when the server ends before. */
  String readHex(int count) throws IOException {
    return HexFormat.of().formatHex(in.readNBytes(count));
  }

  /** Everything until the server ends, in hexadecimal. */
  String readHexToEnd() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketException e) {
      // A reset is an end as well.
    }
    return HexFormat.of().formatHex(all.toByteArray());
  }

  Duration timeToEnd() throws IOException {
    long start = System.nanoTime();
    readHexToEnd();
    return Duration.ofNanos(System.nanoTime() - start);
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
