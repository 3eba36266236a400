package dev.tidewire.server.broker.memory;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The bounds of a {@link MemoryBroker}.
 *
 * @param maxChannels channels in memory at most; new ones are refused over it. Default 1,000,000
 * @param maxHistoryBytes heap that all histories and idempotency keys may take, by estimate; over
 *     it the least recently published channels lose theirs. Default a quarter of the heap
 * @param maxKeysPerChannel idempotency keys remembered in one channel at most; over it the oldest
 *     is forgotten before its time. Default 10,000
 * @param idle how long a channel that nobody uses and that holds nothing keeps its epoch. Default
 *     10 minutes
 * @param journal the directory of the journal, created if need be; null, the default, for none
 */
public record MemoryBrokerOptions(
    int maxChannels,
    long maxHistoryBytes,
    int maxKeysPerChannel,
    Duration idle,
    @Nullable Path journal) {
  private static final int DEFAULT_MAX_CHANNELS = 1_000_000;
  private static final int DEFAULT_MAX_KEYS_PER_CHANNEL = 10_000;
  private static final Duration DEFAULT_IDLE = Duration.ofMinutes(10);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public MemoryBrokerOptions {
    if (maxChannels < 1 || maxHistoryBytes < 1 || maxKeysPerChannel < 1 || idle.isNegative()) {
      throw new IllegalArgumentException(
          "A broker needs room for at least 1 channel, 1 byte and 1 key, and an idle time of at"
              + " least 0; it was given %d, %d, %d and %s."
                  .formatted(maxChannels, maxHistoryBytes, maxKeysPerChannel, idle));
    }
  }

  /** All defaults. */
  public static MemoryBrokerOptions defaults() {
    return new MemoryBrokerOptions(
        DEFAULT_MAX_CHANNELS,
        Runtime.getRuntime().maxMemory() / 4,
        DEFAULT_MAX_KEYS_PER_CHANNEL,
        DEFAULT_IDLE,
        null);
  }

  /** The same with a journal in this directory. */
  public MemoryBrokerOptions withJournal(Path directory) {
    return new MemoryBrokerOptions(
        maxChannels, maxHistoryBytes, maxKeysPerChannel, idle, directory);
  }
}
