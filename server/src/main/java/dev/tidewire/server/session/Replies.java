package dev.tidewire.server.session;

import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.Reply;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The replies of one session: each request gets exactly one while the connection is open. Confined
 * to the loop.
 */
final class Replies {
  private final LoopServices services;
  private final Outlet outlet;
  private final Farewell farewell;

  Replies(LoopServices services, Outlet outlet, Farewell farewell) {
    this.services = services;
    this.outlet = outlet;
    this.farewell = farewell;
  }

  void send(long request, Reply.Result result) {
    outlet.send(new Reply.Ok(request, result));
  }

  void refuse(long request, Refusal refusal) {
    services.metrics().refused(refusal.code().wireName());
    outlet.send(new Reply.Refused(request, refusal));
  }

  /** Answers with what the stage came to, made into a result. */
  <T> void answer(long request, CompletionStage<T> stage, Function<T, Reply.Result> result) {
    afterwards(
        stage,
        (value, failure) -> {
          if (!outlet.isOpen()) {
            return;
          }
          if (value != null) {
            send(request, result.apply(value));
          } else if (failure != null) {
            refuse(request, Failures.refusal(failure));
          }
        });
  }

  /** Calls what answers, on the loop, with what the stage came to. Until then a reply is owed. */
  <T> void afterwards(
      CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> answer) {
    farewell.owes();
    services.then(
        stage,
        (value, failure) -> {
          try {
            answer.accept(value, failure);
          } finally {
            farewell.paid();
          }
        });
  }
}
