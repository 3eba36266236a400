package dev.tidewire.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A client of a {@link TrainingRun}, in one channel. Used by one thread. */
final class TrainingClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 10;

  private final HttpClient http;
  private final URI address;
  private final String token;
  private final AtomicLong received = new AtomicLong();
  private WebSocket socket;
  private String since = "";

  private TrainingClient(HttpClient http, URI address, String token) throws IOException {
    this.http = http;
    this.address = address;
    this.token = token;
    this.socket = connect();
  }

  static TrainingClient open(HttpClient http, URI address, String token) throws IOException {
    return new TrainingClient(http, address, token);
  }

  /** Messages that it got, replies included. */
  long received() {
    return received.get();
  }

  void publish(String channel, int number) {
    send(
        socket,
        "{\"id\":2,\"publish\":{\"channel\":\"%s\",\"data\":{\"text\":\"This is message %d.\"}}}"
            .formatted(channel, number));
  }

  /** Is cut, and goes on where it stood when it had connected. */
  void resume() throws IOException {
    socket.abort();
    socket = connect();
  }

  void close() {
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
  }

  private WebSocket connect() throws IOException {
    Listener listener = new Listener();
    try {
      WebSocket opened =
          http.newWebSocketBuilder()
              .subprotocols("tidewire.v1")
              .buildAsync(address, listener)
              .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
              .join();
      send(
          opened,
          "{\"id\":1,\"connect\":{\"token\":\"%s\",\"subscribe\":[{\"channel\":\"chat:training\"%s}]}}"
              .formatted(token, since));
      JsonNode subscribed =
          JSON.readTree(listener.first.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join())
              .path("ok")
              .path("subscribed")
              .path(0);
      since =
          ",\"since\":{\"epoch\":\"%s\",\"offset\":%d}"
              .formatted(subscribed.path("epoch").asText(), subscribed.path("offset").asLong());
      return opened;
    } catch (CompletionException e) {
      throw new IOException("a client could not connect: " + e.getCause(), e);
    }
  }

  private static void send(WebSocket socket, String text) {
    socket.sendText(text, true).join();
  }

  private final class Listener implements WebSocket.Listener {
    private final CompletableFuture<String> first = new CompletableFuture<>();
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        received.incrementAndGet();
        first.complete(message.toString());
        message.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      first.completeExceptionally(error);
    }
  }
}
