package dev.tidewire.server.session;

import dev.tidewire.server.history.HistoryPage;
import dev.tidewire.server.protocol.Message;

/**
 * What one reply may carry of histories, so that resuming hundreds of channels at once does not
 * overrun the connection's queue. Confined to the loop.
 */
final class ReplyBudget {
  private long bytes;

  ReplyBudget(long bytes) {
    this.bytes = bytes;
  }

  /** Whether the page's payload fits in what is left; if so, it is taken off. */
  boolean take(HistoryPage page) {
    long size = 0;
    for (Message message : page.messages()) {
      size += message.data().length();
    }
    if (size > bytes) {
      return false;
    }
    bytes -= size;
    return true;
  }
}
