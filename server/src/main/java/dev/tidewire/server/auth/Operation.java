package dev.tidewire.server.auth;

/** What a principal may be allowed to do on a channel. */
public enum Operation {
  SUBSCRIBE("subscribe"),
  PUBLISH("publish"),
  PRESENCE("presence"),
  HISTORY("history");

  private final String wireName;

  Operation(String wireName) {
    this.wireName = wireName;
  }

  /** The name in a token's {@code caps}. */
  public String wireName() {
    return wireName;
  }
}
