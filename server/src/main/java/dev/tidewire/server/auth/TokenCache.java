package dev.tidewire.server.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tokens that were verified, by the SHA-256 of all of their characters; the least recently used go
 * when there are too many. Thread-safe.
 *
 * <p>It is cut into shards, each under a lock that is held for one step in a map, so that loops do
 * not wait for each other.
 */
final class TokenCache {
  private static final int SHARDS = 16;

  /** From here on a shard has enough entries for chance to spread them evenly. */
  private static final int SHARDED_FROM = 1024;

  private final Shard[] shards;

  /** A cache of at most {@code entries} tokens, at least 1. */
  TokenCache(int entries) {
    int count = entries < SHARDED_FROM ? 1 : SHARDS;
    shards = new Shard[count];
    for (int i = 0; i < count; i++) {
      shards[i] = new Shard(entries / count);
    }
  }

  /** The SHA-256 of a token. */
  record Key(long first, long second, long third, long fourth) {
    private static final VarHandle LONGS =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    static Key of(CompactToken token) {
      byte[] digest = Sha256.digest(token.bytes());
      return new Key(word(digest, 0), word(digest, 1), word(digest, 2), word(digest, 3));
    }

    private static long word(byte[] digest, int index) {
      return (long) LONGS.get(digest, index * Long.BYTES);
    }
  }

  @Nullable VerifiedToken get(Key key) {
    return shard(key).get(key);
  }

  void put(Key key, VerifiedToken verified) {
    shard(key).put(key, verified);
  }

  void remove(Key key) {
    shard(key).remove(key);
  }

  int size() {
    int size = 0;
    for (Shard shard : shards) {
      size += shard.size();
    }
    return size;
  }

  private Shard shard(Key key) {
    return shards[(int) (key.fourth & (shards.length - 1))];
  }

  private static final class Shard {
    private final Map<Key, VerifiedToken> entries;

    Shard(int capacity) {
      entries =
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, VerifiedToken> eldest) {
              return size() > capacity;
            }
          };
    }

    synchronized @Nullable VerifiedToken get(Key key) {
      return entries.get(key);
    }

    synchronized void put(Key key, VerifiedToken verified) {
      entries.put(key, verified);
    }

    synchronized void remove(Key key) {
      entries.remove(key);
    }

    synchronized int size() {
      return entries.size();
    }
  }
}
