package dev.tidewire.server.presence.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A change that the store does not have for sure, and who waits for it. Confined to the worker. */
final class Pending {
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>(1);
  private Change change;

  Pending(Change change) {
    this.change = change;
  }

  Change change() {
    return change;
  }

  /** Puts a later change of the same session in its place. */
  void replace(Change later) {
    change = later;
  }

  void add(CompletableFuture<Void> one) {
    waiting.add(one);
  }

  void done() {
    waiting.forEach(one -> one.complete(null));
    waiting.clear();
  }

  /** Whoever waits hears of it; the change itself may still be wanted. */
  void refuse(Throwable failure) {
    waiting.forEach(one -> one.completeExceptionally(failure));
    waiting.clear();
  }
}
