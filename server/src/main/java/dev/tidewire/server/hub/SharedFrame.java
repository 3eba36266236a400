package dev.tidewire.server.hub;

import dev.tidewire.server.protocol.Codec;
import dev.tidewire.server.protocol.Push;
import dev.tidewire.server.websocket.Frame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A push that is encoded once for each protocol in use, however many subscribers on however many
 * loops get it. Thread-safe.
 */
final class SharedFrame {
  private record Encoded(Codec codec, Frame frame) {}

  private final Push push;
  private final List<Encoded> all = new ArrayList<>(1);

  /**
   * The last one found. Read without a lock: a record is safe to publish by a race, and a stale one
   * is only a miss.
   */
  private @Nullable Encoded recent;

  SharedFrame(Push push) {
    this.push = push;
  }

  Frame in(Codec codec) {
    Encoded found = recent;
    if (found == null || !found.codec.equals(codec)) {
      found = find(codec);
      recent = found;
    }
    return found.frame;
  }

  private synchronized Encoded find(Codec codec) {
    for (Encoded encoded : all) {
      if (encoded.codec.equals(codec)) {
        return encoded;
      }
    }
    Encoded encoded = new Encoded(codec, Frame.text(codec.encode(push)));
    all.add(encoded);
    return encoded;
  }
}
