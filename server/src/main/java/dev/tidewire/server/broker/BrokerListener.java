package dev.tidewire.server.broker;

import dev.tidewire.server.protocol.Message;

/** Hears the messages of one channel. */
@FunctionalInterface
public interface BrokerListener {
  /**
   * A message was stored. Called for one message of a channel at a time, in the order of their
   * offsets, from any thread; it must not block nor call back into the broker.
   *
   * @param epoch of the message's offset; empty in a channel without history
   */
  void published(String epoch, Message message);
}
