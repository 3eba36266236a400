package dev.tidewire.loadtest.driver;

/**
 * What one client says and hears, across all its connections. Confined to the client's loop; at
 * most one wire is open at a time.
 */
public interface Conversation {
  /** A connection is open: authenticate and subscribe, or resume. */
  void opened(Wire wire);

  /** A message of the server. The array belongs to the caller. */
  void message(Wire wire, byte[] array, int from, int to);

  /**
   * Publishes.
   *
   * @param id what {@link Listener#published} will say; from 1
   * @param content characters that need no escaping in JSON
   * @return whether the server will acknowledge it
   */
  boolean publish(Wire wire, int channel, long id, byte[] content);

  /** The open connection. */
  interface Wire {
    void text(byte[] utf8);

    void binary(byte[] bytes);
  }

  /** What a conversation reports. */
  interface Listener {
    /** Authenticated, and all subscriptions stand. */
    void ready();

    /** Here is one published message, with whatever is around it. The array is the caller's. */
    void delivered(byte[] array, int from, int to);

    /** A publish was acknowledged. */
    void published(long id);

    /** A publish was refused; nobody will get it. */
    void publishRefused(long id, String reason);

    /** The client cannot become ready on this connection. */
    void refused(String reason);

    /** The node leaves, and the client is to come back on another one after so long. */
    void draining(long millis);

    /** One subscription was told that it could not be continued. */
    void unrecovered();

    /** The server broke a promise of its protocol. */
    void violated(String promise);
  }
}
