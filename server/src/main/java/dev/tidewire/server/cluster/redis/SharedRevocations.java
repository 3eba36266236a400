package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.metrics.RedisMetrics.Unread;
import dev.tidewire.server.redis.Redis;
import dev.tidewire.server.redis.ScriptReply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The revocations in Redis, and how this node's come to be the same. Thread-safe. */
final class SharedRevocations {
  private static final int AT_ONCE = 500;
  private static final String END = "0";

  private final Redis redis;
  private final Revocations known;

  SharedRevocations(Redis redis, Revocations known) {
    this.redis = redis;
    this.known = known;
  }

  /** Adds all that are in Redis to what this node knows. */
  CompletionStage<Void> load() {
    return load(END);
  }

  /** Adds all that this node knows to those in Redis. */
  CompletionStage<Void> restore() {
    return restore(known.all());
  }

  private CompletionStage<Void> load(String cursor) {
    return redis
        .run(
            Scripts.REVOCATIONS,
            Keys.OF_REVOCATIONS,
            new Arguments().add(cursor).add(AT_ONCE).list())
        .thenCompose(reply -> {
          take(reply.list(1));
          String next = reply.text(0);
          return next.equals(END) ? CompletableFuture.completedStage(null) : load(next);
        });
  }

  private void take(ScriptReply fields) {
    for (int i = 0; i < fields.size(); i += 2) {
      try {
        known.add(RevokedField.read(fields.text(i), fields.text(i + 1)));
      } catch (IllegalArgumentException e) {
        unreadable(fields.text(i)); // the others count
      }
    }
  }

  private CompletionStage<Void> restore(List<Revocation> left) {
    if (left.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    int count = Math.min(AT_ONCE, left.size());
    Arguments arguments = new Arguments();
    left.subList(0, count).forEach(revocation -> RevokedField.of(revocation).addTo(arguments));
    return redis
        .run(Scripts.RESTORE, Keys.OF_RESTORE, arguments.list())
        .thenCompose(reply -> {
          for (int i = 0; i < reply.size(); i++) {
            unreadable(reply.text(i));
          }
          return restore(left.subList(count, left.size()));
        });
  }

  private void unreadable(String field) {
    redis.unreadable().met(Unread.REVOCATION, RevokedField.form(field), Keys.REVOKED);
  }
}
