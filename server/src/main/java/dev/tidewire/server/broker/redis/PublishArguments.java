package dev.tidewire.server.broker.redis;

import dev.tidewire.server.broker.Publish;
import java.util.List;

/** The arguments of {@code publish.lua}. */
final class PublishArguments {
  private PublishArguments() {}

  static List<byte[]> of(Publish publish, String candidateEpoch, long lifeMillis) {
    byte[] data = new byte[publish.data().length()];
    publish.data().copyTo(data, 0);
    return new Arguments()
        .add(Keys.channel(publish.channel()))
        .add(candidateEpoch)
        .add(publish.user() == null ? "" : publish.user().value())
        .add(data)
        .add(publish.retention().size())
        .add(publish.retention().age().toMillis())
        .add(publish.retention().idempotency().toMillis())
        .add(lifeMillis)
        .list();
  }
}
