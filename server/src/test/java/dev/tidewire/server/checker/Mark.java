package dev.tidewire.server.checker;

/** A place in a channel: behind the message with this offset in this epoch. */
public record Mark(String epoch, long offset) {
  @Override
  public String toString() {
    return epoch + "/" + offset;
  }
}
