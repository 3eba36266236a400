package dev.tidewire.server.cluster.redis;

import java.util.List;

/**
 * The names of the cluster's keys. They share one hash tag, so that one script may use all of them
 * in a Redis Cluster. A channel's name has a colon, so that no channel has this tag.
 */
final class Keys {
  private static final String PREFIX = "tw:{cluster}";

  /** The Pub/Sub channel on which nodes wake each other. */
  static final String CHANNEL = PREFIX;

  private static final String META = PREFIX + ":meta";
  static final String LOG = PREFIX + ":log";
  private static final String LEASES = PREFIX + ":leases";
  static final String STATUSES = PREFIX + ":statuses";
  static final String ACKNOWLEDGED = PREFIX + ":acknowledged";
  static final String REVOKED = PREFIX + ":revoked";
  private static final String AGES = PREFIX + ":revoked-until";

  static final List<String> OF_SEND = List.of(META, LOG, LEASES, REVOKED, AGES);
  static final List<String> OF_FOLLOW = List.of(META, LOG);
  static final List<String> OF_ACKNOWLEDGE = List.of(ACKNOWLEDGED);
  static final List<String> OF_BEAT =
      List.of(META, LOG, LEASES, STATUSES, ACKNOWLEDGED, REVOKED, AGES);
  static final List<String> OF_LEAVE = List.of(LEASES, STATUSES, ACKNOWLEDGED);
  static final List<String> OF_NODES = List.of(LEASES, STATUSES);
  static final List<String> OF_REVOCATIONS = List.of(REVOKED);
  static final List<String> OF_RESTORE = List.of(REVOKED, AGES);

  private Keys() {}
}
