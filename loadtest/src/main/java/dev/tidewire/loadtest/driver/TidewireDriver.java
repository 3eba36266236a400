package dev.tidewire.loadtest.driver;

import java.util.Optional;

/** Tidewire, by {@code docs/protocol.md}. */
public final class TidewireDriver implements Driver {
  private final Credentials credentials;
  private final String namespace;
  private final String apiKey;

  /**
   * A driver.
   *
   * @param namespace the namespace that all channels are in
   * @param apiKey opens the server API
   */
  public TidewireDriver(Credentials credentials, String namespace, String apiKey) {
    this.credentials = credentials;
    this.namespace = namespace;
    this.apiKey = apiKey;
  }

  @Override
  public String name() {
    return "tidewire";
  }

  @Override
  public String subprotocol() {
    return "tidewire.v1";
  }

  @Override
  public String defaultPath() {
    return "/ws";
  }

  @Override
  public String channel(String run, int number) {
    return namespace + ":bench-" + run + "." + number;
  }

  @Override
  public Conversation conversation(Member member, Conversation.Listener listener) {
    return new TidewireConversation(this, credentials, member, listener);
  }

  @Override
  public Optional<HttpPublishing> httpPublishing() {
    return Optional.of(new Api());
  }

  /** The server API. */
  private final class Api implements HttpPublishing {
    @Override
    public String defaultPath() {
      return "/api/publish";
    }

    @Override
    public String headers() {
      return "Authorization: Bearer " + apiKey + "\r\n";
    }

    @Override
    public byte[] body(String channel, byte[] content) {
      return Bytes.utf8(
          "{\"channel\":\"%s\",\"data\":\"%s\"}"
              .formatted(channel, Bytes.text(content, 0, content.length)));
    }
  }
}
