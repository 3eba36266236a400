package dev.tidewire.server.redis;

import dev.tidewire.server.metrics.RedisMetrics.Failure;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.redis.RedisAddress.Host;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;

/** What a failed command means for whoever sent it. */
sealed interface Trouble {
  /** The slot has moved for good: ask there. */
  record Moved(Host to) implements Trouble {}

  /** The slot is on its way: ask there this once. */
  record Asked(Host to) implements Trouble {}

  /** The slot is on its way, and some of the keys are there already: ask again soon. */
  record Between() implements Trouble {}

  /** This server no longer leads, or lost its scripts: connect anew. */
  record Outdated() implements Trouble {}

  /** It has failed, and nobody knows whether it was done. */
  record Failed(Failure reason, Refusal refusal) implements Trouble {}

  /** What a command failed with, read. */
  static Trouble of(Throwable failure) {
    Throwable cause = Refusal.cause(failure);
    if (cause instanceof RedisCommandExecutionException answered) {
      return answered(String.valueOf(answered.getMessage()));
    }
    if (cause instanceof Refusal refusal) {
      return new Failed(Failure.REJECTED, refusal);
    }
    if (cause instanceof RedisCommandTimeoutException) {
      return new Failed(Failure.TIMEOUT, refusal("The store does not answer at the moment."));
    }
    return new Failed(Failure.CONNECTION, refusal("The store cannot be reached at the moment."));
  }

  private static Trouble answered(String error) {
    String[] words = error.split(" ", -1);
    return switch (words[0]) {
      case "MOVED" -> words.length > 2 ? new Moved(host(words[2])) : new Outdated();
      case "ASK" -> words.length > 2 ? new Asked(host(words[2])) : new Outdated();
      case "TRYAGAIN", "CLUSTERDOWN" -> new Between();
      case "READONLY", "NOSCRIPT", "MASTERDOWN", "UNBLOCKED" -> new Outdated();
      case "OOM" -> new Failed(Failure.MEMORY, refusal("The store is full at the moment."));
      case "LOADING", "BUSY", "MISCONF", "NOREPLICAS" ->
          new Failed(Failure.REFUSED, refusal("The store takes no messages at the moment."));
      default -> new Failed(Failure.ERROR, refusal("The store has refused the request."));
    };
  }

  private static Host host(String text) {
    int colon = text.lastIndexOf(':');
    return new Host(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
  }

  private static Refusal refusal(String sentence) {
    return new Refusal(ErrorCode.UNAVAILABLE, sentence);
  }
}
