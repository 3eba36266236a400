package dev.tidewire.server.cluster;

import java.time.Instant;
import java.util.function.BooleanSupplier;

/**
 * One node and what it carries. Immutable.
 *
 * @param node its name, which is also told to clients
 * @param version of the server
 * @param started when its process began to serve
 * @param state whether it takes clients
 * @param connections open WebSocket connections
 * @param subscriptions of all sessions together
 * @param channels that at least one of them is subscribed to
 */
public record NodeStatus(
    String node,
    String version,
    Instant started,
    State state,
    long connections,
    long subscriptions,
    long channels) {

  /** Whether a node takes clients. */
  public enum State {
    READY,
    /** Its store cannot be reached, or it has yet to hear what it missed. */
    UNREADY,
    LEAVING
  }

  /** The same; not ready while it has not carried out every command. */
  public NodeStatus ifCurrent(BooleanSupplier current) {
    return state == State.READY && !current.getAsBoolean()
        ? new NodeStatus(
            node, version, started, State.UNREADY, connections, subscriptions, channels)
        : this;
  }
}
