package dev.tidewire.server.protocol;

/** One session: the conversation over one connection. Unique across nodes and restarts. */
public record SessionId(String value) implements Comparable<SessionId> {
  @Override
  public int compareTo(SessionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
