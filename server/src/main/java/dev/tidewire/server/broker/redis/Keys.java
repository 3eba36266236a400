package dev.tidewire.server.broker.redis;

import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.protocol.ChannelName;
import java.util.List;

/**
 * The names of a channel's keys. They share the channel's hash tag, so that one script may use all
 * of them in a cluster.
 */
final class Keys {
  private Keys() {}

  /** The Pub/Sub channel that distributes its messages. */
  static String channel(ChannelName channel) {
    return "tw:{" + channel.value() + "}";
  }

  /** The stream of its messages, whose ids are their offsets. */
  static String stream(ChannelName channel) {
    return channel(channel) + ":s";
  }

  /** The hash of its epoch and top. */
  static String hash(ChannelName channel) {
    return channel(channel) + ":h";
  }

  /** What a publish touches; with the key of its idempotency if it has one. */
  static List<String> of(Publish publish) {
    ChannelName channel = publish.channel();
    if (publish.key() == null || publish.retention().idempotency().isZero()) {
      return of(channel);
    }
    String scope = publish.user() == null ? ":k:" : ":u:" + publish.user().value() + ":";
    return List.of(
        stream(channel), hash(channel), channel(channel) + scope + publish.key().value());
  }

  /** What a read touches. */
  static List<String> of(ChannelName channel) {
    return List.of(stream(channel), hash(channel));
  }
}
