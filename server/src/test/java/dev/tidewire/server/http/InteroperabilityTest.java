package dev.tidewire.server.http;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.glassfish.tyrus.client.ClientManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Clients that others wrote: the JDK's and Tyrus, the reference implementation of Jakarta. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class InteroperabilityTest {
  private static final String LARGE = "ä€🌊 and more. ".repeat(3000);

  private final EchoServer server = new EchoServer();
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void talksToTheClientOfTheJdk() throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      WebSocket socket =
          http.newWebSocketBuilder()
              .subprotocols("tidewire.v1")
              .buildAsync(uri(), new JdkListener())
              .get(10, TimeUnit.SECONDS);
      assertThat(socket.getSubprotocol()).isEqualTo("tidewire.v1");
      sendAndExpect(socket.sendText("hello", true), "text hello");
      socket.sendText("frag", false).get(10, TimeUnit.SECONDS);
      sendAndExpect(socket.sendText("ments", true), "text fragments");
      sendAndExpect(socket.sendText(LARGE, true), "text " + LARGE);
      sendAndExpect(socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2}), true), "binary 2");
      sendAndExpect(socket.sendPing(ByteBuffer.wrap(new byte[] {7})), "pong 7");
      sendAndExpect(socket.sendClose(4321, "enough"), "closed 4321");
    }
    assertThat(server.takeHandler()).isNotNull();
  }

  @Test
  void talksToTyrus() throws Exception {
    ClientManager client = ClientManager.createClient();
    try {
      ClientEndpointConfig config =
          ClientEndpointConfig.Builder.create()
              .preferredSubprotocols(List.of("tidewire.v1"))
              .build();
      Session session = client.connectToServer(new TyrusEndpoint(), config, uri());
      assertThat(session.getNegotiatedSubprotocol()).isEqualTo("tidewire.v1");
      session.getBasicRemote().sendText("hello");
      expect("text hello");
      session.getBasicRemote().sendText("frag", false);
      session.getBasicRemote().sendText("ments", true);
      expect("text fragments");
      session.getBasicRemote().sendText(LARGE);
      expect("text " + LARGE);
      session.getBasicRemote().sendPing(ByteBuffer.wrap(new byte[] {7}));
      expect("pong 7");
      session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(4321), "enough"));
      expect("closed 4321");
    } finally {
      client.shutdown();
    }
  }

  private void sendAndExpect(CompletableFuture<WebSocket> sent, String event) throws Exception {
    requireNonNull(sent.get(10, TimeUnit.SECONDS));
    expect(event);
  }

  private void expect(String event) throws InterruptedException {
    assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
  }

  private URI uri() {
    return URI.create("ws://127.0.0.1:" + server.port() + "/ws");
  }

  private final class JdkListener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        events.add("text " + text);
        text.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      events.add("binary " + data.remaining());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      events.add("pong " + message.get());
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      events.add("closed " + code);
      return null;
    }
  }

  private final class TyrusEndpoint extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.addMessageHandler(
          new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String message) {
              events.add("text " + message);
            }
          });
      session.addMessageHandler(
          new MessageHandler.Whole<PongMessage>() {
            @Override
            public void onMessage(PongMessage message) {
              events.add("pong " + message.getApplicationData().get());
            }
          });
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
      events.add("closed " + reason.getCloseCode().getCode());
    }
  }
}
