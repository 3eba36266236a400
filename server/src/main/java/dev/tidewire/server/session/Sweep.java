package dev.tidewire.server.session;

import dev.tidewire.server.websocket.Loop;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Something that is done to many sessions of a loop, in slices, so that its other work goes on.
 * Confined to the loop.
 */
final class Sweep {
  private static final int SLICE = 500;

  private final Loop loop;
  private final List<Session> sessions;
  private final Predicate<Session> action;
  private final CompletableFuture<Long> result;
  private int done;
  private long concerned;

  private Sweep(
      Loop loop,
      List<Session> sessions,
      Predicate<Session> action,
      CompletableFuture<Long> result) {
    this.loop = loop;
    this.sessions = sessions;
    this.action = action;
    this.result = result;
  }

  /**
   * Begins one; from any thread.
   *
   * @param which asked on the loop: the sessions at that moment
   * @param action says whether the session was concerned
   * @return complete, on the loop, with how many were
   */
  static CompletableFuture<Long> start(
      Loop loop, Supplier<List<Session>> which, Predicate<Session> action) {
    CompletableFuture<Long> result = new CompletableFuture<>();
    loop.execute(() -> new Sweep(loop, which.get(), action, result).proceed());
    return result;
  }

  private void proceed() {
    try {
      int to = Math.min(sessions.size(), done + SLICE);
      while (done < to) {
        if (action.test(sessions.get(done++))) {
          concerned++;
        }
      }
    } catch (RuntimeException e) {
      result.completeExceptionally(e); // whoever asked logs it
      return;
    }
    if (done < sessions.size()) {
      loop.executeNextTick(this::proceed);
    } else {
      result.complete(concerned);
    }
  }
}
