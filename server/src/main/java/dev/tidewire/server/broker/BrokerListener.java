package dev.tidewire.server.broker;

import dev.tidewire.server.protocol.Message;

/**
 * Hears the messages of one channel: one call at a time, from any thread. It must not block nor
 * call back into the broker, other than for a read.
 */
public interface BrokerListener {
  /**
   * A message was stored. Called in the order of the offsets, but for messages that are missing
   * because of an interruption, and for late ones of an epoch that is over.
   *
   * @param epoch of the message's offset; empty in a channel without history
   */
  void published(String epoch, Message message);

  /**
   * Messages may have been missed before this moment; every message that is stored from now on is
   * reported again. What was missed is read from the history.
   */
  void interrupted();
}
