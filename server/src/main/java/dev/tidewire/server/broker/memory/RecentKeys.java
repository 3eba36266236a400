package dev.tidewire.server.broker.memory;

import dev.tidewire.server.protocol.IdempotencyKey;
import dev.tidewire.server.protocol.Position;
import dev.tidewire.server.protocol.UserId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The idempotency keys of one channel that are still remembered. Guarded by its shard. */
final class RecentKeys {
  /** A key belongs to the user who chose it, or (null) to the back ends. */
  record Scope(@Nullable UserId user, IdempotencyKey key) {}

  /** What the first publish with a key came to. */
  static final class First {
    final long offset;
    final long until;

    /** The first publish's result while it is under way, then null. */
    @Nullable CompletionStage<Optional<Position>> underWay;

    First(long offset, long until, @Nullable CompletionStage<Optional<Position>> underWay) {
      this.offset = offset;
      this.until = until;
      this.underWay = underWay;
    }
  }

  private final Map<Scope, First> firsts = new LinkedHashMap<>();

  /** The first publish with this key; null when there was none within its window. */
  @Nullable First find(Scope scope, long now) {
    First first = firsts.get(scope);
    return first == null || first.until <= now ? null : first;
  }

  /** Remembers a key. */
  void remember(Scope scope, First first) {
    firsts.remove(scope);
    firsts.put(scope, first);
  }

  /** Forgets a key whose publish failed. */
  void forget(Scope scope) {
    firsts.remove(scope);
  }

  /** Forgets the oldest keys over {@code limit}; returns how many. */
  int shrinkTo(int limit) {
    int over = Math.max(0, firsts.size() - limit);
    Iterator<First> oldest = firsts.values().iterator();
    for (int i = 0; i < over; i++) {
      oldest.next();
      oldest.remove();
    }
    return over;
  }

  /** Forgets the keys whose window has passed. */
  void expire(long now) {
    Iterator<First> oldest = firsts.values().iterator();
    while (oldest.hasNext() && oldest.next().until <= now) {
      oldest.remove();
    }
  }

  int size() {
    return firsts.size();
  }

  void forEach(BiConsumer<Scope, First> action) {
    firsts.forEach(action);
  }
}
