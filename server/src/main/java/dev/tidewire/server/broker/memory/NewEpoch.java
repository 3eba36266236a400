package dev.tidewire.server.broker.memory;

import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;

/** A channel that was read or listened to before it was published to. Nobody waits for it. */
record NewEpoch(ChannelName channel, String epoch, Retention retention)
    implements WriteAhead.Entry {
  @Override
  public JournalRecord record() {
    return new JournalRecord.ChannelAt(channel, epoch, 0, retention);
  }

  @Override
  public void written() {
    // The channel is in memory already.
  }

  @Override
  public void failed() {
    // After a restart the channel would only have another epoch.
  }
}
