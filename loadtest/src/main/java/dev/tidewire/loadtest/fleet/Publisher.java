package dev.tidewire.loadtest.fleet;

/** One publisher with a connection of its own. Confined to the publishers' loop. */
interface Publisher {
  /** Whether it can send now. */
  boolean isReady();

  /** Begins to connect, if it must. */
  void open();

  /** Sends a message that will be reported by this id. */
  void send(long id, int channel, byte[] content);

  void close();

  /** Hears what becomes of the messages. */
  interface Listener {
    void acknowledged(long id);

    void refused(long id, String reason);

    /** It is unknown whether the server took it. */
    void uncertain(long id, String reason);
  }
}
