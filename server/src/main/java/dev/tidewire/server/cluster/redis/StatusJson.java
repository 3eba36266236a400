package dev.tidewire.server.cluster.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidewire.server.cluster.NodeStatus;
import java.time.Instant;
import java.util.Arrays;

/** What a node carries, as it stands in Redis. */
final class StatusJson {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private StatusJson() {}

  static String write(NodeStatus status) {
    return MAPPER
        .createObjectNode()
        .put("node", status.node())
        .put("version", status.version())
        .put("started", status.started().toEpochMilli())
        .put("state", status.state().name())
        .put("connections", status.connections())
        .put("subscriptions", status.subscriptions())
        .put("channels", status.channels())
        .toString();
  }

  /**
   * Reads it; what a newer node says beside it is left out.
   *
   * @throws IllegalArgumentException when it is something else
   */
  static NodeStatus read(String text) {
    JsonNode json;
    try {
      json = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("A node's status is something else.", e);
    }
    return new NodeStatus(
        json.path("node").asText(),
        json.path("version").asText(),
        Instant.ofEpochMilli(json.path("started").asLong()),
        state(json.path("state").asText()),
        json.path("connections").asLong(),
        json.path("subscriptions").asLong(),
        json.path("channels").asLong());
  }

  /** A newer node may be in a state that this one does not know; it is not ready for sure. */
  private static NodeStatus.State state(String name) {
    return Arrays.stream(NodeStatus.State.values())
        .filter(state -> state.name().equals(name))
        .findAny()
        .orElse(NodeStatus.State.UNREADY);
  }
}
