package dev.tidewire.loadtest.net;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A keep-alive HTTP/1.1 connection that pipelines POSTs, so that they are carried out one behind
 * the other without a round trip between them. Confined to its loop.
 */
public final class HttpConnection implements ByteHandler {
  private final EventLoop loop;
  private final Endpoint endpoint;
  private final String headers;
  private final Listener listener;
  private final ArrayDeque<Long> outstanding = new ArrayDeque<>();
  private final ArrayDeque<byte[]> early = new ArrayDeque<>();
  private @Nullable TcpConnection connection;
  private boolean connected;
  private byte[] partial = new byte[0];

  /** What becomes of a request. */
  public interface Listener {
    /** The answer to the request of this id. */
    void answered(long id, int status, String body);

    /** The connection broke; it is unknown whether the request was carried out. */
    void unanswered(long id, String cause);
  }

  /**
   * A connection that opens with the first request.
   *
   * @param headers lines that every request carries, each with its line end
   */
  public HttpConnection(EventLoop loop, Endpoint endpoint, String headers, Listener listener) {
    this.loop = loop;
    this.endpoint = endpoint;
    this.headers = headers;
    this.listener = listener;
  }

  /** How many requests wait for an answer. */
  public int outstanding() {
    return outstanding.size();
  }

  /** Posts the body. Loop only. */
  public void post(long id, byte[] body) {
    outstanding.add(id);
    if (connection == null) {
      connection = loop.connect(endpoint.address(), null, this);
    }
    byte[] request = request(body);
    if (connected) {
      connection.send(request);
    } else {
      early.add(request);
    }
  }

  private byte[] request(byte[] body) {
    byte[] header =
        "POST %s HTTP/1.1\r\nHost: %s\r\n%sContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(endpoint.path(), endpoint.authority(), headers, body.length)
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = Arrays.copyOf(header, header.length + body.length);
    System.arraycopy(body, 0, request, header.length, body.length);
    return request;
  }

  @Override
  public void connected(TcpConnection tcp) {
    connected = true;
    while (!early.isEmpty()) {
      tcp.send(early.remove());
    }
  }

  @Override
  public void bytes(TcpConnection tcp, byte[] array, int from, int to) {
    byte[] all = Arrays.copyOf(partial, partial.length + to - from);
    System.arraycopy(array, from, all, partial.length, to - from);
    int at = 0;
    while (at < all.length) {
      int next = answer(all, at);
      if (next < 0) {
        break;
      }
      at = next;
    }
    partial = Arrays.copyOfRange(all, at, all.length);
  }

  /** Takes one whole answer; returns where it ends, or -1 when it is not whole yet. */
  private int answer(byte[] all, int from) {
    int header = Upgrade.endOfHeader(from == 0 ? all : Arrays.copyOfRange(all, from, all.length));
    if (header < 0) {
      return -1;
    }
    String text = new String(all, from, header, StandardCharsets.ISO_8859_1);
    int length = contentLength(text);
    int end = from + header + length;
    if (end > all.length) {
      return -1;
    }
    Long id = outstanding.poll();
    if (id != null) {
      int status = Integer.parseInt(text.substring(9, 12));
      listener.answered(id, status, new String(all, from + header, length, StandardCharsets.UTF_8));
    }
    return end;
  }

  private static int contentLength(String header) {
    String lower = header.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length:");
    if (at < 0) {
      return 0;
    }
    int end = lower.indexOf("\r\n", at);
    return Integer.parseInt(lower.substring(at + "content-length:".length(), end).strip());
  }

  @Override
  public void closed(TcpConnection tcp, String cause) {
    connected = false;
    connection = null;
    early.clear();
    partial = new byte[0];
    // The listener may post again, and that one belongs to the next connection.
    for (int lost = outstanding.size(); lost > 0; lost--) {
      listener.unanswered(outstanding.remove(), cause);
    }
  }

  public void close() {
    if (connection != null) {
      connection.close();
    }
  }
}
