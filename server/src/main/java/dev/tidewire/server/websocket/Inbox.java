package dev.tidewire.server.websocket;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tasks from any thread for one loop, in the order in which they were added. A stack that the loop
 * takes whole and turns around: adding is one compare-and-set, and the one that finds it empty is
 * the one that must wake the loop. Adding is thread-safe; draining is the loop's.
 */
final class Inbox {
  private final AtomicReference<@Nullable Node> newest = new AtomicReference<>();

  /** Adds a task. True when it is the first one since the last drain, so that one must follow. */
  boolean add(Runnable task) {
    @Nullable Node before;
    Node node;
    do {
      before = newest.get();
      node = new Node(task, before);
    } while (!newest.compareAndSet(before, node));
    return before == null;
  }

  /** Hands out what is there now, oldest first; what is added meanwhile is left to the next. */
  void drain(Consumer<Runnable> runner) {
    @Nullable Node oldest = null;
    @Nullable Node node = newest.getAndSet(null);
    while (node != null) {
      Node older = node.next;
      node.next = oldest;
      oldest = node;
      node = older;
    }
    for (node = oldest; node != null; node = node.next) {
      runner.accept(node.task);
    }
  }

  private static final class Node {
    final Runnable task;
    @Nullable Node next;

    Node(Runnable task, @Nullable Node next) {
      this.task = task;
      this.next = next;
    }
  }
}
