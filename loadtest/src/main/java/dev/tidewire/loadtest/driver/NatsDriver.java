package dev.tidewire.loadtest.driver;

/**
 * nats-server over WebSocket. Publishes are not acknowledged: a message counts as sent when it was
 * written.
 */
public record NatsDriver(Credentials credentials) implements Driver {
  @Override
  public String name() {
    return "nats";
  }

  @Override
  public String subprotocol() {
    return "";
  }

  @Override
  public String defaultPath() {
    return "/";
  }

  @Override
  public String channel(String run, int number) {
    return "bench." + run + "." + number;
  }

  @Override
  public Conversation conversation(Member member, Conversation.Listener listener) {
    return new NatsConversation(this, member, listener);
  }
}
