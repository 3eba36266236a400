package dev.tidewire.server.broker.memory;

import dev.tidewire.server.broker.BrokerListener;
import dev.tidewire.server.history.BoundedLog;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that the broker knows of one channel. Guarded by its shard. */
final class StoredChannel {
  /** Estimate of the heap that a remembered key takes. */
  private static final long KEY_BYTES = 256;

  final ChannelName name;
  final RecentKeys keys = new RecentKeys();
  Retention retention = Retention.NONE;
  @Nullable BrokerListener listener;

  /** The newest offset that was given away; ahead of the log's top while publishes are written. */
  long assigned;

  /** When it was published to, read or listened to, in milliseconds since 1970. */
  long used;

  /** When its newest message was stored, in milliseconds since 1970. */
  long published;

  private BoundedLog log;

  StoredChannel(ChannelName name, String epoch, long top, long now) {
    this.name = name;
    log = new BoundedLog(epoch, top);
    assigned = top;
    used = now;
  }

  BoundedLog log() {
    return log;
  }

  String epoch() {
    return log.epoch();
  }

  /** Estimate of the heap that its history and its keys take, and of their bytes in a journal. */
  long weight() {
    return log.bytes()
        + (long) log.size() * name.value().length()
        + keys.size() * (KEY_BYTES + name.value().length());
  }

  /** Drops what is too old. */
  void age(long now) {
    log.trim(retention, now);
    keys.expire(now);
  }

  boolean isIdle() {
    return listener == null && log.size() == 0 && keys.size() == 0 && assigned == log.top();
  }

  /** Begins another epoch with the same messages: positions of the one before are not valid. */
  void changeEpoch(String epoch) {
    log = log.inEpoch(epoch);
  }

  /** What a journal must hold to bring this channel back. */
  List<JournalRecord> records() {
    List<JournalRecord> records = new ArrayList<>(1 + log.size() + keys.size());
    long base = log.top() - log.size();
    records.add(new JournalRecord.ChannelAt(name, epoch(), base, retention));
    for (Message message : log.messages()) {
      records.add(new JournalRecord.Stored(name, epoch(), message, retention, null));
    }
    keys.forEach((scope, first) -> {
      if (first.underWay == null) {
        records.add(new JournalRecord.Remembered(name, epoch(), scope, first.offset, first.until));
      }
    });
    return records;
  }
}
