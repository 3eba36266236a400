package dev.tidewire.server.cluster.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Arguments of a script, as the bytes that Redis gets. Not thread-safe. */
final class Arguments {
  private final List<byte[]> all = new ArrayList<>();

  Arguments add(String text) {
    all.add(text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  Arguments add(long number) {
    return add(String.valueOf(number));
  }

  List<byte[]> list() {
    return all;
  }
}
