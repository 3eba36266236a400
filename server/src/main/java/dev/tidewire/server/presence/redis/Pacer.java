package dev.tidewire.server.presence.redis;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Lets a bounded number of requests be under way, the others wait in their order: after an outage
 * every channel has something to send and to read, and messages use the same connection. Confined
 * to the worker.
 */
final class Pacer {
  private final Worker worker;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int free;

  Pacer(Worker worker, int atOnce) {
    this.worker = worker;
    this.free = atOnce;
  }

  /** Makes the request when its turn has come. The stage completes on the worker. */
  <T> CompletionStage<T> run(Supplier<CompletionStage<T>> request) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    waiting.add(() -> begin(request, answer));
    next();
    return answer;
  }

  private void next() {
    while (free > 0 && !waiting.isEmpty()) {
      free--;
      waiting.remove().run();
    }
  }

  private <T> void begin(Supplier<CompletionStage<T>> request, CompletableFuture<T> answer) {
    made(request)
        .whenCompleteAsync(
            (value, failure) -> {
              free++;
              if (failure == null) {
                answer.complete(value);
              } else {
                answer.completeExceptionally(failure);
              }
              next();
            },
            worker);
  }

  private static <T> CompletionStage<T> made(Supplier<CompletionStage<T>> request) {
    try {
      return request.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e); // its place becomes free all the same
    }
  }
}
