package dev.tidewire.server.redis;

import java.util.HashMap;
import java.util.Map;

/**
 * What a server says of itself. Immutable.
 *
 * @param runId of its process: another one after every start
 * @param version of Redis that it is compatible with
 */
record ServerInfo(String runId, String version, boolean cluster, boolean primary) {
  private static final int OLDEST = 7;

  /** Reads what {@code INFO server} and {@code INFO replication} answer. */
  static ServerInfo parse(String text) {
    Map<String, String> values = values(text);
    return new ServerInfo(
        values.getOrDefault("run_id", ""),
        values.getOrDefault("redis_version", "0"),
        "cluster".equals(values.getOrDefault("redis_mode", values.get("server_mode"))), // Valkey's
        "master".equals(values.get("role")));
  }

  /** One value of what {@code INFO} answered; empty when it is not there. */
  static String value(String text, String name) {
    return values(text).getOrDefault(name, "");
  }

  private static Map<String, String> values(String text) {
    Map<String, String> values = new HashMap<>();
    text.lines()
        .forEach(line -> {
          int colon = line.indexOf(':');
          if (colon > 0) {
            values.put(line.substring(0, colon), line.substring(colon + 1).strip());
          }
        });
    return values;
  }

  /**
   * Checks that this server is one that we can work with.
   *
   * @throws UnusableServerException when it is not
   */
  void check(RedisAddress.Kind kind) {
    if (Integer.parseInt(version.split("\\.", 2)[0]) < OLDEST) {
      throw new UnusableServerException(
          "it is version %s, and %d.0 is the oldest that will do".formatted(version, OLDEST));
    }
    if (!runId.matches("[0-9a-f]{40}")) {
      throw new UnusableServerException(
          "INFO does not show its run_id, without which nobody can tell that it was restarted");
    }
    if (cluster != (kind == RedisAddress.Kind.CLUSTER)) {
      throw new UnusableServerException(
          cluster
              ? "it is part of a cluster, which is written redis-cluster://"
              : "it is no part of a cluster, so it is not written redis-cluster://");
    }
    if (!primary && !cluster) { // a cluster's replica knows its primaries, and sends us there
      throw new UnusableServerException("it is a replica");
    }
  }
}
