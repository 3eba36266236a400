package dev.tidewire.server.broker.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Arguments of a script, as the bytes that Redis gets. Not thread-safe. */
final class Arguments {
  private final List<byte[]> all = new ArrayList<>();

  Arguments add(String text) {
    return add(text.getBytes(StandardCharsets.UTF_8));
  }

  Arguments add(long number) {
    return add(String.valueOf(number));
  }

  Arguments add(byte[] bytes) {
    all.add(bytes);
    return this;
  }

  List<byte[]> list() {
    return all;
  }
}
