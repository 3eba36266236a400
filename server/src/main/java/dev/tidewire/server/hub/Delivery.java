package dev.tidewire.server.hub;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Codec;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.Push;
import dev.tidewire.server.protocol.SessionId;
import dev.tidewire.server.websocket.Frame;
import java.util.List;

/** Something on its way to the subscribers of one channel. Immutable, and shared by all loops. */
public sealed interface Delivery {
  /** Something that subscribers are sent as it is. */
  sealed interface Encoded extends Delivery {
    /** The frame for subscribers that speak this protocol; encoded by the first caller. */
    Frame frame(Codec codec);
  }

  /**
   * Where the channel stands now. A subscriber that does not stand there has missed something: it
   * finds out by reading what that is. Sent to nobody.
   */
  record Checkpoint(Position top) implements Delivery {}

  /** A message. */
  final class OfMessage implements Encoded {
    private final String epoch;
    private final Message message;
    private final SharedFrame frame;

    /**
     * A message on its way.
     *
     * @param epoch of the message's offset; empty in a channel without history
     */
    public OfMessage(ChannelName channel, String epoch, Message message) {
      this.epoch = epoch;
      this.message = message;
      this.frame = new SharedFrame(new Push.Published(channel, message));
    }

    /** The epoch of the message's offset; empty in a channel without history. */
    public String epoch() {
      return epoch;
    }

    /** The message. */
    public Message message() {
      return message;
    }

    @Override
    public Frame frame(Codec codec) {
      return frame.in(codec);
    }
  }

  /** News of who came or went. */
  final class OfPresence implements Encoded {
    private final List<Member> members;
    private final SharedFrame frame;

    private OfPresence(List<Member> members, Push push) {
      this.members = members;
      this.frame = new SharedFrame(push);
    }

    /** These came. */
    public static OfPresence joined(ChannelName channel, List<Member> members) {
      return new OfPresence(members, new Push.Joined(channel, members));
    }

    /** These went. */
    public static OfPresence left(ChannelName channel, List<Member> members) {
      return new OfPresence(members, new Push.Left(channel, members));
    }

    /** Whether it is news of this session and of nobody else. */
    public boolean isOnlyAbout(SessionId session) {
      return members.size() == 1 && members.getFirst().session().equals(session);
    }

    @Override
    public Frame frame(Codec codec) {
      return frame.in(codec);
    }
  }
}
