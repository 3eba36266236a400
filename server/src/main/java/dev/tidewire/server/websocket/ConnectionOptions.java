package dev.tidewire.server.websocket;

import java.time.Duration;

/**
 * The limits of one connection.
 *
 * @param maxMessageBytes the largest message that is accepted, all fragments together; over it 1009
 * @param maxFragments the most frames of one message; over it 1009
 * @param maxQueuedBytes what may wait to be sent; over it the slow-consumer close
 * @param maxQueueAge how long the head of the queue may make no progress; then the slow-consumer
 *     close
 * @param heartbeat the time between two heartbeats
 * @param pongTimeout how much longer than {@code heartbeat} a peer may be silent before it is cut
 * @param closeTimeout how long a close handshake may take before the socket is cut
 * @param maxControlFramesPerMinute pings and pongs that a peer may send in a minute; over it 1008
 * @param compressionThreshold the shortest message that is compressed for a peer that agreed to it,
 *     in bytes
 * @param slowConsumerCode the close code for a peer that reads too slowly
 * @param slowConsumerReason the close reason beside it
 * @param heartbeatFrame what is sent as heartbeat, see {@link Frame#heartbeat}
 */
public record ConnectionOptions(
    int maxMessageBytes,
    int maxFragments,
    int maxQueuedBytes,
    Duration maxQueueAge,
    Duration heartbeat,
    Duration pongTimeout,
    Duration closeTimeout,
    int maxControlFramesPerMinute,
    int compressionThreshold,
    int slowConsumerCode,
    String slowConsumerReason,
    Frame heartbeatFrame) {

  public ConnectionOptions {
    requirePositive("maxMessageBytes", maxMessageBytes);
    requirePositive("maxFragments", maxFragments);
    requirePositive("maxQueuedBytes", maxQueuedBytes);
    requirePositive("maxControlFramesPerMinute", maxControlFramesPerMinute);
    requirePositive("compressionThreshold", compressionThreshold);
    requirePositive("maxQueueAge", maxQueueAge.toNanos());
    requirePositive("heartbeat", heartbeat.toNanos());
    requirePositive("pongTimeout", pongTimeout.toNanos());
    requirePositive("closeTimeout", closeTimeout.toNanos());
  }

  /** The defaults, with what only the protocol above can name. */
  public static ConnectionOptions defaults(
      int slowConsumerCode, String slowConsumerReason, Frame heartbeatFrame) {
    return new ConnectionOptions(
        64 * 1024,
        1024,
        1024 * 1024,
        Duration.ofSeconds(10),
        Duration.ofSeconds(25),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        300,
        512,
        slowConsumerCode,
        slowConsumerReason,
        heartbeatFrame);
  }

  private static void requirePositive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive, not " + value + ".");
    }
  }
}
