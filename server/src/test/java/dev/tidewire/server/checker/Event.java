package dev.tidewire.server.checker;

import java.util.Optional;

/**
 * Something that a client, a publisher or a fault saw or did.
 *
 * <p>Each has its time in microseconds of one clock. Events of one client and of one publisher are
 * in their true order; between two of them only windows of time are compared.
 */
public sealed interface Event {
  /** When it happened, in microseconds. */
  long at();

  /** A publisher begins to publish a message whose id nobody else uses. */
  record PublishInvoked(long at, String publisher, String channel, String id) implements Event {}

  /** It was acknowledged. {@code mark} is empty in a channel without history. */
  record PublishOk(long at, String publisher, String channel, String id, Optional<Mark> mark)
      implements Event {}

  /** It was refused: it is certain that nobody will ever see it. */
  record PublishFailed(long at, String publisher, String channel, String id, String code)
      implements Event {}

  /** Nobody knows; it may appear once or never. It may still be acknowledged after a retry. */
  record PublishUnknown(long at, String publisher, String channel, String id, String why)
      implements Event {}

  /** A client's session began on a node. */
  record Connected(long at, String client, String session, String node) implements Event {}

  /**
   * A subscription began or went on. Events for the reply's messages follow.
   *
   * @param mark the position behind the messages of the reply; empty without history
   * @param messages how many messages the reply carries
   * @param since where the client asked to go on
   * @param recovered the server's word on that
   */
  record Subscribed(
      long at,
      String client,
      String channel,
      Optional<Mark> mark,
      int messages,
      Optional<Mark> since,
      Optional<Boolean> recovered)
      implements Event {}

  /** A message came, be it in a reply or as a push. {@code mark} is empty without history. */
  record Delivered(long at, String client, String channel, Optional<Mark> mark, String id)
      implements Event {}

  /** The server announced that continuity was lost, and where it goes on. */
  record Gap(long at, String client, String channel, Mark mark) implements Event {}

  /** The reply to an unsubscribe came, or the server ended the subscription. */
  record Unsubscribed(long at, String client, String channel) implements Event {}

  /** The server told the client to leave. */
  record Draining(long at, String client, long reconnectIn) implements Event {}

  /** The socket is gone; 1006 when nobody said why. */
  record Disconnected(long at, String client, int code) implements Event {}

  /** The last word of a client that is subscribed when everything has come to rest. */
  record Stands(long at, String client, String channel, Mark mark) implements Event {}

  /**
   * From now on, with so much of a delay, the client may not see the channel: its token ended or
   * was revoked.
   */
  record Barred(long at, String client, String channel, long withinMicros) implements Event {}

  /** The client may never see this channel, which is another tenant's. */
  record Forbidden(long at, String client, String channel) implements Event {}

  /** A fault begins. Its name is unique. */
  record FaultStarted(long at, String fault) implements Event {}

  /** What the fault disturbed should work again. */
  record FaultStopped(long at, String fault) implements Event {}
}
