package dev.tidewire.server.presence;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.SessionId;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Knows who is in a channel.
 *
 * <p>Every method may be called from any thread, also from a loop, and never blocks. A stage may
 * complete on any thread; it fails with a {@link dev.tidewire.server.protocol.Refusal} ({@code
 * UNAVAILABLE}) when the store cannot be reached.
 */
public interface Presence extends AutoCloseable {
  /**
   * Enters a member. One with the same session is replaced, and that is reported as a join too.
   * When it fails, the member is not there, or goes again as soon as the store can be reached.
   */
  CompletionStage<Void> join(ChannelName channel, Member member);

  /**
   * Removes the member with this session. Nothing happens, and nothing is reported, when there is
   * none. When it fails, the member goes as soon as the store can be reached.
   */
  CompletionStage<Void> leave(ChannelName channel, SessionId session);

  /**
   * The members in the order of their sessions.
   *
   * @param after the session behind which to begin; null for the first
   * @param limit members at most, at least 1
   */
  CompletionStage<MemberPage> members(ChannelName channel, @Nullable SessionId after, int limit);

  /**
   * Begins to report joins and leaves of the channel. When the stage has completed, every change
   * after that moment is reported, in order. At most one listener per channel.
   *
   * @throws IllegalStateException when the channel has a listener
   */
  CompletionStage<Void> watch(ChannelName channel, PresenceListener listener);

  /** Ends the reports of this channel. Nothing happens when there is none. */
  void unwatch(ChannelName channel);

  /** Gives everything back. */
  @Override
  void close();
}
