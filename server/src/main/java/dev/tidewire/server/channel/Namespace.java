package dev.tidewire.server.channel;

import dev.tidewire.server.history.Retention;

/**
 * The options of all channels whose name begins with one namespace.
 *
 * @param name the part of a channel's name before its first colon
 * @param retention how much each channel remembers
 * @param presence whether its subscribers can be listed
 * @param publishers who may publish, beyond what tokens allow
 * @param maxMessageBytes the largest {@code data}, in bytes of JSON
 * @param flush whether messages may wait on a busy loop for others to be written with
 */
public record Namespace(
    String name,
    Retention retention,
    PresenceMode presence,
    Publishers publishers,
    int maxMessageBytes,
    Flush flush) {

  /** Whether a channel's subscribers can be listed. */
  public enum PresenceMode {
    ON,
    OFF
  }

  /** Who may publish. */
  public enum Publishers {
    /** Back ends through the server API, and clients whose token allows it. */
    CLIENTS,
    /** Back ends through the server API only. */
    SERVER
  }

  /** When a message is written to its subscribers. */
  public enum Flush {
    /** At once, but on a busy loop together with what comes within some milliseconds. */
    GATHERED,
    /** At once, at the price of a write for each message. */
    PROMPT
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public Namespace {
    if (!name.matches("[a-z][a-z0-9_-]{0,63}")) {
      throw new IllegalArgumentException(
          "A namespace is 1 to 64 of a-z 0-9 _ - and begins with a letter; \"%s\" is not."
              .formatted(name));
    }
    if (maxMessageBytes < 1) {
      throw new IllegalArgumentException("A namespace takes messages of at least 1 byte.");
    }
  }
}
