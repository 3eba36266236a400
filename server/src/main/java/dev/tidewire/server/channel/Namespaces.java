package dev.tidewire.server.channel;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import java.util.Map;

/** The configured namespaces by their names. Immutable. */
public final class Namespaces {
  private final Map<String, Namespace> byName;

  /** These namespaces and no others. */
  public Namespaces(Map<String, Namespace> byName) {
    this.byName = Map.copyOf(byName);
  }

  /**
   * The options of a channel.
   *
   * @throws Refusal ({@code UNKNOWN_NAMESPACE}) when its namespace is not configured
   */
  Namespace of(ChannelName channel) {
    Namespace namespace = byName.get(channel.namespace());
    if (namespace == null) {
      throw new Refusal(
          ErrorCode.UNKNOWN_NAMESPACE,
          "The namespace of %s is not configured on this server.".formatted(channel));
    }
    return namespace;
  }
}
