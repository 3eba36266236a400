package dev.tidewire.server.channel;

import dev.tidewire.server.auth.Operation;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;

/**
 * Decides what a caller may do on a channel: nothing is allowed that neither the token nor the
 * namespace allows. Immutable.
 */
final class Access {
  private final Namespaces namespaces;

  Access(Namespaces namespaces) {
    this.namespaces = namespaces;
  }

  /**
   * The options of the channel, if the caller may do this on it.
   *
   * @throws Refusal when it may not, or the namespace does not offer it
   */
  Namespace require(Caller caller, Operation operation, ChannelName channel) {
    if (caller instanceof Caller.Client client
        && !client.principal().capabilities().allows(operation, channel)) {
      throw new Refusal(
          ErrorCode.PERMISSION_DENIED,
          "The token does not allow \"%s\" on %s.".formatted(operation.wireName(), channel));
    }
    Namespace namespace = namespaces.of(channel);
    switch (operation) {
      case SUBSCRIBE -> {}
      case PUBLISH -> requirePublisher(caller, namespace);
      case PRESENCE -> requirePresence(namespace);
      case HISTORY -> requireHistory(namespace);
    }
    return namespace;
  }

  private static void requirePublisher(Caller caller, Namespace namespace) {
    if (caller instanceof Caller.Client && namespace.publishers() == Namespace.Publishers.SERVER) {
      throw new Refusal(
          ErrorCode.PERMISSION_DENIED,
          "Only back ends publish in the namespace \"%s\".".formatted(namespace.name()));
    }
  }

  private static void requirePresence(Namespace namespace) {
    if (namespace.presence() == Namespace.PresenceMode.OFF) {
      throw new Refusal(
          ErrorCode.NOT_AVAILABLE,
          "The namespace \"%s\" has no presence.".formatted(namespace.name()));
    }
  }

  private static void requireHistory(Namespace namespace) {
    if (!namespace.retention().keepsHistory()) {
      throw new Refusal(
          ErrorCode.NOT_AVAILABLE,
          "The namespace \"%s\" keeps no history.".formatted(namespace.name()));
    }
  }
}
