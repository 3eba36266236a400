package dev.tidewire.server.broker.memory;

import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.IdempotencyKey;
import dev.tidewire.server.protocol.Message;
import org.jspecify.annotations.Nullable;

/** One entry of the journal. Each is complete in itself. */
sealed interface JournalRecord {
  /** A channel stands at this offset of this epoch and holds nothing. */
  record ChannelAt(ChannelName channel, String epoch, long offset, Retention retention)
      implements JournalRecord {}

  /** A message was stored. With a key, its publisher may retry it. */
  record Stored(
      ChannelName channel,
      String epoch,
      Message message,
      Retention retention,
      @Nullable IdempotencyKey key)
      implements JournalRecord {}

  /** A key is remembered whose message may be gone. */
  record Remembered(
      ChannelName channel, String epoch, RecentKeys.Scope scope, long offset, long until)
      implements JournalRecord {}

  /** Everything before this was forced to the disk, and the process ended. */
  record CleanEnd() implements JournalRecord {}
}
