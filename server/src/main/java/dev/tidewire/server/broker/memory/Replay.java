package dev.tidewire.server.broker.memory;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Message;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Rebuilds channels from records. Confined to the thread that opens the broker.
 *
 * <p>A record may come twice or late: a compaction writes down channels while the next segment
 * already grows. Therefore offsets that are known are ignored, and only the beginning of an epoch
 * (offset 1, or {@link JournalRecord.ChannelAt}) replaces another epoch.
 */
final class Replay {
  private final Map<ChannelName, StoredChannel> channels = new HashMap<>();
  private final long now;

  Replay(InstantSource clock) {
    now = clock.millis();
  }

  /**
   * Applies a record.
   *
   * @return false when it does not follow: records before it are missing
   */
  boolean apply(JournalRecord record) {
    return switch (record) {
      case JournalRecord.ChannelAt at -> {
        stand(at);
        yield true;
      }
      case JournalRecord.Stored stored -> store(stored);
      case JournalRecord.Remembered remembered -> {
        remember(remembered);
        yield true;
      }
      case JournalRecord.CleanEnd() -> true;
    };
  }

  /** The channels so far. */
  Collection<StoredChannel> channels() {
    return channels.values();
  }

  /** Gives every channel another epoch: what was told to clients may be more than what is here. */
  void changeEpochs(Supplier<String> epochs) {
    channels.values().forEach(channel -> channel.changeEpoch(epochs.get()));
  }

  /** What a journal must hold to bring all of this back. */
  Stream<JournalRecord> records() {
    return channels.values().stream().flatMap(channel -> channel.records().stream());
  }

  private void stand(JournalRecord.ChannelAt at) {
    StoredChannel known = channels.get(at.channel());
    if (known == null || !known.epoch().equals(at.epoch())) {
      StoredChannel channel = new StoredChannel(at.channel(), at.epoch(), at.offset(), now);
      channel.retention = at.retention();
      channels.put(at.channel(), channel);
    }
  }

  private boolean store(JournalRecord.Stored stored) {
    Message message = stored.message();
    long offset = message.offset();
    StoredChannel channel = channels.get(stored.channel());
    if (channel == null || (offset == 1 && !channel.epoch().equals(stored.epoch()))) {
      channel = new StoredChannel(stored.channel(), stored.epoch(), offset - 1, now);
      channels.put(stored.channel(), channel);
    }
    if (!channel.epoch().equals(stored.epoch()) || offset <= channel.log().top()) {
      return true;
    }
    if (offset > channel.log().top() + 1) {
      return false;
    }
    channel.retention = stored.retention();
    channel.log().append(message, stored.retention(), now);
    channel.assigned = offset;
    channel.published = message.at();
    long until = message.at() + stored.retention().idempotency().toMillis();
    if (stored.key() != null && until > now) {
      channel.keys.remember(
          new RecentKeys.Scope(message.user(), stored.key()),
          new RecentKeys.First(offset, until, null));
    }
    return true;
  }

  private void remember(JournalRecord.Remembered remembered) {
    StoredChannel channel = channels.get(remembered.channel());
    if (channel != null && channel.epoch().equals(remembered.epoch()) && remembered.until() > now) {
      channel.keys.remember(
          remembered.scope(), new RecentKeys.First(remembered.offset(), remembered.until(), null));
    }
  }
}
