package dev.tidewire.loadtest.fleet;

/**
 * Who publishes to which channel. Order is only promised to one publisher, so each of a channel's
 * publishers numbers its messages by itself, on a lane of its own.
 *
 * @param channels how many channels there are
 * @param publishers how many publishers there are
 */
public record Lanes(int channels, int publishers) {
  public Lanes {
    if (channels < 1 || publishers < 1) {
      throw new IllegalArgumentException("There must be a channel and a publisher.");
    }
  }

  /** The most lanes that any channel has. */
  public int perChannel() {
    return lanesOf(0);
  }

  /** How many publishers this channel has. */
  public int lanesOf(int channel) {
    return publishers <= channels ? 1 : (publishers - channel + channels - 1) / channels;
  }

  /** The publisher of this lane. */
  public int publisher(int channel, int lane) {
    return publishers <= channels ? channel % publishers : lane * channels + channel;
  }
}
