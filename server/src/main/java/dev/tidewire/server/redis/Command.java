package dev.tidewire.server.redis;

import dev.tidewire.server.metrics.RedisMetrics;
import dev.tidewire.server.metrics.RedisMetrics.Failure;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One command on its way to the server that has its slot. It goes on only where a server said that
 * it has not done it; in every other case it fails, and is not sent again.
 */
final class Command<T> {
  /** What commands need on their way. */
  record Way(Topology topology, Timer timer, RedisMetrics metrics) {}

  /** Servers that one command may be sent to, one after the other. */
  private static final int MAX_HOPS = 16;

  private static final Duration BETWEEN = Duration.ofMillis(100);

  private final Way way;
  private final int slot;
  private final Function<CommandSession, CompletionStage<T>> action;
  private final CompletableFuture<T> result = new CompletableFuture<>();
  private int hops;

  Command(Way way, int slot, Function<CommandSession, CompletionStage<T>> action) {
    this.way = way;
    this.slot = slot;
    this.action = action;
  }

  /** Sends it. The stage fails with a {@link Refusal}. */
  CompletionStage<T> send() {
    send(way.topology().shard(slot), false);
    return result;
  }

  private void send(@Nullable Shard shard, boolean asking) {
    CommandSession session = shard == null ? null : shard.commands();
    if (session == null) {
      fail(Failure.CONNECTION, unreachable());
      return;
    }
    try {
      if (asking) {
        session.asking();
      }
      action
          .apply(session)
          .whenComplete((value, failure) -> {
            if (failure == null) {
              result.complete(value);
            } else {
              handle(failure, session);
            }
          });
    } catch (RuntimeException e) {
      handle(e, session);
    }
  }

  private void handle(Throwable failure, CommandSession session) {
    if (++hops > MAX_HOPS) {
      fail(Failure.CONNECTION, unreachable());
      return;
    }
    switch (Trouble.of(failure)) {
      case Trouble.Moved moved -> {
        way.metrics().redirected();
        way.topology().outdated();
        follow(way.topology().at(moved.to()), false);
      }
      case Trouble.Asked asked -> {
        way.metrics().redirected();
        follow(way.topology().at(asked.to()), true);
      }
      case Trouble.Between _ -> later();
      case Trouble.Outdated _ -> {
        session.end();
        way.topology().outdated();
        fail(Failure.CONNECTION, unreachable());
      }
      case Trouble.Failed failed -> fail(failed.reason(), failed.refusal());
    }
  }

  /** Goes where it was sent; a server that we do not know yet is known soon. */
  private void follow(@Nullable Shard shard, boolean asking) {
    if (shard == null || shard.commands() == null) {
      way.topology().outdated();
      later();
    } else {
      send(shard, asking);
    }
  }

  private void later() {
    if (!way.timer().after(BETWEEN, () -> send(way.topology().shard(slot), false))) {
      fail(Failure.CONNECTION, unreachable()); // everything is closed
    }
  }

  private void fail(Failure reason, Refusal refusal) {
    way.metrics().failed(reason);
    result.completeExceptionally(refusal);
  }

  private static Refusal unreachable() {
    return new Refusal(ErrorCode.UNAVAILABLE, "The store cannot be reached at the moment.");
  }
}
