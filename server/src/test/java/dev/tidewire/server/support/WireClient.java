package dev.tidewire.server.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * A client that speaks raw JSON over the JDK's own WebSocket, an implementation that shares nothing
 * with the server's.
 */
public final class WireClient implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 20;

  private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();

  /** What came while something else was waited for, oldest first. Confined to the test's thread. */
  private final List<JsonNode> unasked = new ArrayList<>();

  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final HttpClient http;
  private final WebSocket socket;
  private long id;

  private WireClient(int port, String... headers) {
    http = HttpClient.newHttpClient();
    WebSocket.Builder builder = http.newWebSocketBuilder().subprotocols("tidewire.v1");
    for (int i = 0; i < headers.length; i += 2) {
      builder.header(headers[i], headers[i + 1]);
    }
    socket =
        builder
            .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new Listener())
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
  }

  /** A client whose socket is open; nothing has been said yet. */
  public static WireClient open(int port, String... headers) {
    return new WireClient(port, headers);
  }

  /** Sends one text message. */
  public void send(String text) {
    socket.sendText(text, true).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Sends one text message, or nothing when the server has closed meanwhile. */
  public void sendIfOpen(String text) {
    try {
      send(text);
    } catch (CompletionException e) {
      assertThat(e).hasCauseInstanceOf(IOException.class);
    }
  }

  /** Sends one binary message. */
  public void sendBinary(byte... bytes) {
    socket
        .sendBinary(ByteBuffer.wrap(bytes), true)
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }

  /**
   * Sends a request with the next id and gives its reply; what else comes meanwhile stays queued.
   */
  public JsonNode ask(String request) {
    long asked = ++id;
    send("{\"id\":" + asked + "," + request.substring(1));
    return next(frame -> frame.path("id").asLong() == asked);
  }

  /** The {@code ok} of a request that must succeed. */
  public JsonNode ok(String request) {
    JsonNode reply = ask(request);
    assertThat(reply.has("ok")).as(reply.toString()).isTrue();
    return reply.get("ok");
  }

  /** The error code of a request that must be refused. */
  public String refused(String request) {
    JsonNode reply = ask(request);
    assertThat(reply.has("error")).as(reply.toString()).isTrue();
    return reply.get("error").get("code").asText();
  }

  /** The next push of this kind. */
  public JsonNode push(String kind) {
    return next(frame -> frame.has(kind)).get(kind);
  }

  /** Pushes of this kind that have come so far. */
  public long pending(String kind) {
    received.drainTo(unasked);
    return unasked.stream().filter(frame -> frame.has(kind)).count();
  }

  /** The close code, once the server has closed; 1006 when it cut the socket. */
  public int closeCode() {
    return closed.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** Cuts the socket without a close frame. */
  public void cut() {
    socket.abort();
  }

  @Override
  public void close() {
    socket.abort();
    http.shutdownNow();
  }

  private JsonNode next(Predicate<JsonNode> wanted) {
    for (JsonNode frame : unasked) {
      if (wanted.test(frame)) {
        unasked.remove(frame);
        return frame;
      }
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    try {
      while (true) {
        JsonNode frame = received.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (frame == null) {
          throw new AssertionError("Nothing of the kind came; what came is " + unasked);
        }
        if (wanted.test(frame)) {
          return frame;
        }
        unasked.add(frame);
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          received.add(JSON.readTree(text.toString()));
        } catch (JsonProcessingException e) {
          closed.completeExceptionally(e);
        }
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closed.complete(1006);
    }
  }
}
