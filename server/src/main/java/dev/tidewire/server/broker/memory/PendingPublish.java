package dev.tidewire.server.broker.memory;

import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Refusal;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A publish that has its offset and waits until it is written. */
final class PendingPublish implements WriteAhead.Entry {
  final StoredChannel channel;
  final Publish publish;
  final Message message;
  final RecentKeys.@Nullable First first;
  final CompletableFuture<Optional<Position>> result;
  private final Shard shard;

  PendingPublish(
      Shard shard,
      StoredChannel channel,
      Publish publish,
      Message message,
      RecentKeys.@Nullable First first,
      CompletableFuture<Optional<Position>> result) {
    this.shard = shard;
    this.channel = channel;
    this.publish = publish;
    this.message = message;
    this.first = first;
    this.result = result;
  }

  @Override
  public JournalRecord record() {
    return new JournalRecord.Stored(
        channel.name,
        channel.epoch(),
        message,
        publish.retention(),
        first == null ? null : publish.key());
  }

  @Override
  public void written() {
    shard.store(this);
    result.complete(Optional.of(new Position(channel.epoch(), message.offset())));
  }

  @Override
  public void failed() {
    shard.takeBack(this);
    result.completeExceptionally(
        new Refusal(ErrorCode.UNAVAILABLE, "The journal cannot be written at the moment."));
  }
}
