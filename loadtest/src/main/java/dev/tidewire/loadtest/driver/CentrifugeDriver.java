package dev.tidewire.loadtest.driver;

/**
 * Centrifugo and its library centrifuge, over their JSON protocol.
 *
 * @param recovers whether subscriptions continue where they stopped; the server must keep a history
 */
public record CentrifugeDriver(Credentials credentials, boolean recovers) implements Driver {
  @Override
  public String name() {
    return recovers ? "centrifuge-history" : "centrifuge";
  }

  @Override
  public String subprotocol() {
    return "centrifuge-json";
  }

  @Override
  public String defaultPath() {
    return "/connection/websocket";
  }

  @Override
  public String channel(String run, int number) {
    return "bench-" + run + "." + number;
  }

  @Override
  public Conversation conversation(Member member, Conversation.Listener listener) {
    return new CentrifugeConversation(this, member, listener);
  }
}
