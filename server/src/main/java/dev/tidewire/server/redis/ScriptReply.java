package dev.tidewire.server.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The list that a script answered. Immutable. */
public final class ScriptReply {
  private final List<Object> values;

  ScriptReply(List<Object> values) {
    this.values = values;
  }

  /** How many values there are. */
  public int size() {
    return values.size();
  }

  /** A string's bytes, not copied. */
  public byte[] bytes(int index) {
    if (values.get(index) instanceof byte[] bytes) {
      return bytes;
    }
    throw new IllegalStateException(
        "Value %d of the script's answer is no string.".formatted(index));
  }

  /** A string. */
  public String text(int index) {
    return new String(bytes(index), StandardCharsets.UTF_8);
  }

  /** An integer, or a string of digits. */
  public long number(int index) {
    return values.get(index) instanceof Long number ? number : Long.parseLong(text(index));
  }

  /** A list inside the list. */
  @SuppressWarnings("unchecked")
  public ScriptReply list(int index) {
    return new ScriptReply((List<Object>) values.get(index));
  }
}
