package dev.tidewire.server.presence.redis;

/**
 * Which state of a channel is meant: the number of batches of changes since its epoch began.
 *
 * @param epoch empty when the store knows nothing of the channel
 */
record Version(String epoch, long number) {
  /** Before anything. */
  static final Version NONE = new Version("", 0);

  /** Whether whoever knows this state knows the other one too, or it is over. */
  boolean covers(Version other) {
    return !epoch.equals(other.epoch) || number >= other.number;
  }

  Version next() {
    return new Version(epoch, number + 1);
  }
}
