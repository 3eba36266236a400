package dev.tidewire.server.sizing;

import java.util.Locale;

/** What has a price. {@code costs.yaml} says how much each is, and how that is known. */
public enum Price {
  /** CPU of a node for a publish that it takes, µs. */
  PUBLISH,
  /** CPU of a node for a message that comes from Redis, before its clients, µs. */
  RECEIVE,
  /** The part of it on the one thread of a node that reads what is published, µs. */
  READ,
  /** CPU of a node for one write to a client's socket, µs. */
  WRITE,
  /** CPU of a node for putting a message into a client's queue, µs. */
  DELIVERY,
  /** Messages for one client within this time share a write, ms. */
  GATHER,
  /** CPU of a node for a connect with token and one subscription, µs. */
  CONNECT,
  /** CPU of a node for a client that comes back while all others do, resume included, µs. */
  RETURN,
  /** CPU of a node for an idle connection, µs in a second. */
  IDLE,
  /** Resident memory of a node without clients, B. */
  PROCESS_MEMORY,
  /** Heap that a node may keep of recent messages, B. */
  RECENT_MEMORY,
  /** Resident memory of an idle connection, B. */
  CONNECTION,
  /** The same in the peak of a storm of connects, B. */
  CONNECTING,
  /** Memory of the kernel for one end of a socket, B. */
  SOCKET,
  /** From the start of a process until it takes clients, s. */
  START,
  /** CPU of Redis for storing a publish, µs. */
  REDIS_PUBLISH,
  /** CPU of Redis for handing a message to one node, µs. */
  REDIS_FORWARD,
  /** Memory of Redis for a channel with a history, B. */
  REDIS_CHANNEL,
  /** Memory of Redis for a message of a history beyond its data, B. */
  REDIS_MESSAGE,
  /** Memory of Redis for an idempotency key, B. */
  REDIS_KEY,
  /** Memory of Redis for a member that presence knows, B. */
  REDIS_MEMBER,
  /** Clients that one Redis takes, two of which each node is. */
  REDIS_CLIENTS,
  /** Bytes around the data of a message between node and client. */
  FRAME_BYTES,
  /** Bytes around the data of a message between Redis and node. */
  REDIS_BYTES,
  /** Bytes of Ethernet, IP and TCP around each write. */
  PACKET_BYTES,
  /** Ports of one address towards one other. */
  PORTS,
  /** CPU of the proxy at the edge for a TLS handshake and an upgrade, µs. */
  EDGE_CONNECT,
  /** CPU of the proxy for a write that goes through it, µs. */
  EDGE_WRITE,
  /** Memory of the proxy for a connection with TLS, B. */
  EDGE_CONNECTION,
  /** What a client's link takes, bit/s. */
  CLIENT_LINK,
  /** Joins and leaves in a second that a client can make something of. */
  CLIENT_PRESENCE;

  /** The name in {@code costs.yaml}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
