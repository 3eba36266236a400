package dev.tidewire.server.app;

import java.util.Locale;

/** The options of {@code ./tidewire size} that have a value. */
enum SizeFlag {
  CONNECTIONS("<number>", "Clients that are connected at the same time. Required."),
  SCENARIO(
      "<name>",
      "chat, dashboard or broadcast: what is not given below comes from it. Default: chat."),
  CHANNELS("<number>", "Channels that somebody listens to."),
  SUBSCRIPTIONS("<number>", "Channels that each client listens to."),
  PUBLISHES("<rate>", "Publishes a second in all channels together."),
  HOTTEST("<rate>", "Publishes a second in the busiest channel."),
  SIZE("<size>", "Data of a message, such as 128B or 2KiB."),
  BURST("<number>", "Messages for a client that fall due at the same moment."),
  HISTORY("<number>", "Messages kept of each channel."),
  KEYS("<share>", "Publishes with an idempotency key, 0 to 1."),
  PRESENCE("<share>", "Subscriptions with presence, 0 to 1."),
  SESSION("<duration>", "How long a client stays, such as 30m."),
  NODE_CORES("<number>", "Cores of a node. Default: 4."),
  NODE_NETWORK("<rate>", "What a node can send, such as 10Gbit. Default: 10Gbit."),
  NODE_CONNECTIONS("<number>", "Connections of a node at most. Default: 50000."),
  REDIS_MEMORY("<size>", "Memory of a shard of Redis. Default: 16GiB."),
  REDIS_NETWORK("<rate>", "What a shard can send. Default: 10Gbit."),
  REDIS_REPLICAS("<number>", "Replicas of each shard. Default: 1."),
  EDGE("<name>", "What ends TLS: proxies of one's own (HAProxy), or managed. Default: proxies."),
  PROXY_CONNECTIONS("<number>", "Connections of a proxy at most. Default: 100000."),
  USE("<share>", "How much of CPU and network may be used in ordinary times. Default: 0.6."),
  SPARE("<number>", "Nodes that may be lost at the same time. Default: 1."),
  WITHIN("<duration>", "Until a message is written to all subscribers. Default: 1s."),
  BACK("<duration>", "Until the clients of lost nodes are back. Default: 30s."),
  DRAIN_TIME("<duration>", "What a node has for leaving. Default: 60s."),
  SURGE("<number>", "Nodes that a rolling restart replaces at a time. Default: 1."),
  NODES("<number>", "Reckon with this many nodes instead of saying how many."),
  COSTS("<file>", "Reckon with these costs: what loadtest/costs --write has measured.");

  private final String label;
  private final String description;

  SizeFlag(String label, String description) {
    this.label = label;
    this.description = description;
  }

  /** As it is given: {@code --node-cores}. */
  String option() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String label() {
    return label;
  }

  String description() {
    return description;
  }
}
