package dev.tidewire.server.broker;

import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Position;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Stores a channel's messages and distributes them to the nodes that listen.
 *
 * <p>Every method may be called from any thread, also from a loop, and never blocks. A stage may
 * complete on any thread; it fails with a {@link dev.tidewire.server.protocol.Refusal} ({@code
 * UNAVAILABLE}) when the store cannot be reached or is full, and with another exception for a bug.
 */
public interface Broker extends AutoCloseable {
  /**
   * Stores and distributes a message in one atomic step.
   *
   * <p>When the stage completes, the message is in the channel's history and a later {@link #read}
   * by anybody sees it. The position is empty when the retention keeps no history. The same key
   * from the same publisher within the idempotency window gets the first publish's position and
   * distributes nothing.
   */
  CompletionStage<Optional<Position>> publish(Publish publish);

  /**
   * Reads from a channel's history. A channel that nobody has published to has an epoch and offset
   * 0.
   */
  CompletionStage<HistoryPage> read(ChannelName channel, HistoryQuery query, Retention retention);

  /**
   * Begins to report the channel's messages to {@code listener}. When the stage has completed,
   * every message that is stored after that moment is reported, but for the times that {@link
   * BrokerListener#interrupted} tells of; earlier ones are read with {@link #read}. At most one
   * listener per channel.
   *
   * @throws IllegalStateException when the channel has a listener
   */
  CompletionStage<Void> subscribe(
      ChannelName channel, BrokerListener listener, Retention retention);

  /**
   * Ends the reports of this channel. Nothing happens when there is none. A report under way may
   * still come.
   */
  void unsubscribe(ChannelName channel);

  /** Whether publishes can be taken right now; what readiness asks. */
  boolean available();

  /**
   * Gives everything back. Stages that have not completed fail with {@code UNAVAILABLE}. May block;
   * never called on a loop.
   */
  @Override
  void close();
}
