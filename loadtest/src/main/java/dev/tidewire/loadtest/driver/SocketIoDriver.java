package dev.tidewire.loadtest.driver;

/**
 * Socket.IO 4 on its WebSocket transport, with the events of {@code peers/socketio/server.js}.
 *
 * @param recovers whether connection state recovery is used; the server must offer it
 */
public record SocketIoDriver(Credentials credentials, boolean recovers) implements Driver {
  @Override
  public String name() {
    return recovers ? "socketio-recovery" : "socketio";
  }

  @Override
  public String subprotocol() {
    return "";
  }

  @Override
  public String defaultPath() {
    return "/socket.io/?EIO=4&transport=websocket";
  }

  @Override
  public String channel(String run, int number) {
    return "bench-" + run + "." + number;
  }

  @Override
  public Conversation conversation(Member member, Conversation.Listener listener) {
    return new SocketIoConversation(this, member, listener);
  }
}
