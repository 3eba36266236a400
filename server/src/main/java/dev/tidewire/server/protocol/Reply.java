package dev.tidewire.server.protocol;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one answer to a request. */
public sealed interface Reply extends ServerFrame {
  /** The number of the request. */
  long id();

  /** It was done. */
  record Ok(long id, Result result) implements Reply {}

  /** It was refused. */
  record Refused(long id, Refusal refusal) implements Reply {}

  /** What was done. */
  sealed interface Result {}

  /**
   * The conversation has begun.
   *
   * @param expires the token's end, in seconds since 1970
   * @param heartbeat in milliseconds
   * @param maxMessage bytes of one message from the client
   * @param subscribed answers the connect's subscribes, in their order
   */
  record Connected(
      SessionId session,
      UserId user,
      long expires,
      long heartbeat,
      String node,
      int maxMessage,
      List<SubscribeOutcome> subscribed)
      implements Result {
    /** Copies the list. */
    public Connected {
      subscribed = List.copyOf(subscribed);
    }
  }

  /** What became of one subscribe inside a connect. */
  sealed interface SubscribeOutcome {}

  /**
   * The subscription has begun.
   *
   * @param position behind {@code messages}; null in a channel without history
   * @param recovered empty when the client did not ask to continue
   * @param members null when they were not asked for
   */
  record Subscribed(
      ChannelName channel,
      @Nullable Position position,
      Optional<Boolean> recovered,
      List<Message> messages,
      @Nullable Members members)
      implements Result, SubscribeOutcome {
    /** Copies the list. */
    public Subscribed {
      messages = List.copyOf(messages);
    }
  }

  /** One subscribe of a connect that was refused. */
  record NotSubscribed(ChannelName channel, Refusal refusal) implements SubscribeOutcome {}

  /** Some members, and how many there are in all. */
  record Members(List<Member> members, int count) {
    /** Copies the list. */
    public Members {
      members = List.copyOf(members);
    }
  }

  /**
   * The message is in the channel.
   *
   * @param position null in a channel without history
   */
  record Published(@Nullable Position position) implements Result {}

  /**
   * A part of the channel's history.
   *
   * @param top behind the channel's newest message
   */
  record History(ChannelName channel, Position top, List<Message> messages, boolean more)
      implements Result {
    /** Copies the list. */
    public History {
      messages = List.copyOf(messages);
    }
  }

  /**
   * Some of the channel's members.
   *
   * @param more whether members follow behind the last of these
   */
  record Presence(ChannelName channel, Members members, boolean more) implements Result {}

  /**
   * The new token counts.
   *
   * @param expires the new token's end, in seconds since 1970
   */
  record Refreshed(long expires) implements Result {}

  /** Done, and nothing to say about it. */
  record Done() implements Result {}
}
