package dev.tidewire.server.http;

import dev.tidewire.server.metrics.HttpMetrics;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a request of the server API when a stage has completed. Nothing blocks. */
final class Deferred {
  private static final Logger LOG = LoggerFactory.getLogger(Deferred.class);

  private Deferred() {}

  /**
   * Begins what the request asks for; its answer is written on the exchange's I/O thread. What is
   * refused, at once or later, is answered with a problem.
   */
  static <T> void answer(
      HttpServerExchange exchange,
      HttpMetrics metrics,
      Supplier<CompletionStage<T>> work,
      Consumer<T> answer) {
    CompletionStage<T> stage;
    try {
      stage = work.get();
    } catch (Refusal refusal) {
      refuse(exchange, metrics, refusal);
      return;
    }
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            stage.whenComplete((value, failure) ->
                exchange
                    .getIoThread()
                    .execute(() -> {
                      if (failure == null) {
                        answer.accept(value);
                      } else {
                        fail(exchange, metrics, failure);
                      }
                    })));
  }

  private static void fail(HttpServerExchange exchange, HttpMetrics metrics, Throwable failure) {
    Throwable cause = Refusal.cause(failure);
    if (cause instanceof Refusal refusal) {
      refuse(exchange, metrics, refusal);
    } else {
      LOG.error("A request of a back end failed.", cause);
      refuse(
          exchange,
          metrics,
          new Refusal(ErrorCode.INTERNAL, "The request failed; the server's log says why."));
    }
  }

  private static void refuse(HttpServerExchange exchange, HttpMetrics metrics, Refusal refusal) {
    metrics.apiRefused(refusal.code().wireName());
    Problem.send(exchange, refusal);
  }
}
