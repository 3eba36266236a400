package dev.tidewire.loadtest.driver;

/**
 * Who a client is and what it listens to: a range of the run's channels that wraps around at its
 * end.
 *
 * @param run the run's name, which is part of the channels' names
 * @param first the number of the first channel
 * @param count how many it subscribes to; a publisher subscribes to none
 * @param channels how many there are
 */
public record Member(String user, String run, int first, int count, int channels) {
  public Member {
    if (count > channels) {
      throw new IllegalArgumentException(
          "%d subscriptions were asked for, but there are %d channels.".formatted(count, channels));
    }
  }

  /** The number of the channel that is subscribed to in this place. */
  public int channel(int index) {
    return (first + index) % channels;
  }

  /** In which place this channel is subscribed to; {@code count} or more: in none. */
  public int index(int channel) {
    return channel < 0 || channel >= channels ? count : Math.floorMod(channel - first, channels);
  }
}
