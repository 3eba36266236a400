package dev.tidewire.server.presence.redis;

import dev.tidewire.server.protocol.ChannelName;
import java.util.List;

/** The names of the keys. Those of a channel share its hash tag, and the leases have their own. */
final class Keys {
  /** The leases of all nodes, and what is known of them together. */
  static final List<String> LEASES = List.of("tw:{nodes}:pl", "tw:{nodes}:ph");

  private Keys() {}

  /** A Pub/Sub channel on the server that has the leases, for somebody alone. */
  static String besideTheLeases(String name) {
    return "tw:{nodes}:p:" + name;
  }

  /** The Pub/Sub channel that tells who comes and goes. */
  static String news(ChannelName channel) {
    return "tw:{" + channel.value() + "}:p";
  }

  /** The sorted set of a channel's members, and the hash of its state. */
  static List<String> of(ChannelName channel) {
    return List.of(news(channel) + "m", news(channel) + "h");
  }
}
