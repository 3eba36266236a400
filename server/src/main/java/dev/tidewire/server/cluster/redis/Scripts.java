package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.redis.Script;
import java.util.List;

/** The scripts of the cluster. Those that must work when Redis is full are those that heal. */
final class Scripts {
  static final Script SEND = Script.of(Scripts.class, "log.lua", "revoked.lua", "send.lua");
  static final Script FOLLOW = Script.allowedWhenFull(Scripts.class, "log.lua", "follow.lua");
  static final Script ACKNOWLEDGE = Script.allowedWhenFull(Scripts.class, "acknowledge.lua");
  static final Script ACKNOWLEDGED = Script.allowedWhenFull(Scripts.class, "acknowledged.lua");
  static final Script BEAT =
      Script.allowedWhenFull(Scripts.class, "log.lua", "revoked.lua", "beat.lua");
  static final Script LEAVE = Script.allowedWhenFull(Scripts.class, "leave.lua");
  static final Script NODES = Script.allowedWhenFull(Scripts.class, "log.lua", "nodes.lua");
  static final Script REVOCATIONS = Script.allowedWhenFull(Scripts.class, "revocations.lua");
  static final Script RESTORE = Script.allowedWhenFull(Scripts.class, "revoked.lua", "restore.lua");

  static final List<Script> ALL =
      List.of(SEND, FOLLOW, ACKNOWLEDGE, ACKNOWLEDGED, BEAT, LEAVE, NODES, REVOCATIONS, RESTORE);

  private Scripts() {}
}
