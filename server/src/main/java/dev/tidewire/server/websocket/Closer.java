package dev.tidewire.server.websocket;

import java.util.ArrayDeque;

/**
 * Closes the sockets of a loop. XNIO selects anew for each socket that it closes, and a selection
 * goes over all sockets that are ready: when thousands break at once, each of them would pay for
 * all others. So what ends is deaf from then on, a few are closed at the end of the tick, and many
 * when a look at the sockets has brought no more of them. Confined to the loop.
 */
final class Closer {
  /** Not worth a wait. */
  private static final int FEW = 16;

  /** Sockets between two looks at the others: a few milliseconds of closing. */
  private static final int SLICE = 256;

  /** After so many looks they are closed, even if each look brings more. */
  private static final int MOST_LOOKS = 64;

  private final LoopThread thread;
  private final ArrayDeque<Transport> ended = new ArrayDeque<>();

  /** Bound once: posting allocates nothing. */
  private final Runnable closeTask = this::close;

  private boolean posted;
  private int looks;
  private int seen;

  Closer(LoopThread thread) {
    this.thread = thread;
  }

  /** Closes a socket soon. It tells its connection nothing any more. */
  void add(Transport transport) {
    transport.suspendReads();
    transport.suspendWrites();
    ended.add(transport);
    if (!posted) {
      posted = true;
      thread.execute(closeTask);
    }
  }

  private void close() {
    int count = ended.size();
    boolean isGrowing = count > seen && count > FEW;
    if (isGrowing && looks < MOST_LOOKS) {
      looks++;
      seen = count;
      thread.executeAfterSelection(closeTask);
      return;
    }
    for (int i = Math.min(count, SLICE); i > 0; i--) {
      ended.remove().close();
    }
    seen = ended.size();
    if (ended.isEmpty()) {
      looks = 0;
      posted = false;
    } else {
      thread.executeAfterSelection(closeTask);
    }
  }
}
