package dev.tidewire.server.session;

import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.auth.TokenVerifier;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.hub.Hub;
import dev.tidewire.server.metrics.SessionMetrics;
import dev.tidewire.server.websocket.Loop;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the sessions of one loop work with. */
record LoopServices(
    Loop loop,
    Hub hub,
    Channels channels,
    TokenVerifier verifier,
    Revocations revocations,
    SessionOptions options,
    String node,
    InstantSource clock,
    SessionMetrics metrics) {
  private static final Logger LOG = LoggerFactory.getLogger(LoopServices.class);

  /**
   * Runs what follows a stage on the loop: at once when the stage completes there, else through the
   * inbox.
   */
  Executor onLoop() {
    return task -> {
      if (loop.isCurrent()) {
        task.run();
      } else {
        loop.execute(task);
      }
    };
  }

  /**
   * Calls {@code action} on the loop with what the stage came to. A fault of the action itself is
   * logged: nobody else would hear of it.
   */
  <T> void then(CompletionStage<T> stage, BiConsumer<@Nullable T, @Nullable Throwable> action) {
    stage.whenCompleteAsync(
        (value, failure) -> {
          try {
            action.accept(value, failure);
          } catch (RuntimeException e) {
            LOG.error("What follows a request failed.", e);
          }
        },
        onLoop());
  }
}
