package dev.tidewire.server.redis;

import dev.tidewire.server.redis.RedisAddress.Host;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which host has which slot, at one moment. Immutable. */
final class SlotMap {
  static final int SLOTS = 16384;
  static final SlotMap EMPTY = new SlotMap(new @Nullable Host[SLOTS]);

  private final @Nullable Host[] owners;

  private SlotMap(@Nullable Host[] owners) {
    this.owners = owners;
  }

  /** Reads what {@code CLUSTER SLOTS} answers: ranges, each with its primary first. */
  static SlotMap parse(List<Object> answer) {
    @Nullable Host[] owners = new @Nullable Host[SLOTS];
    for (Object range : answer) {
      List<?> parts = (List<?>) range;
      int first = ((Long) parts.get(0)).intValue();
      int last = ((Long) parts.get(1)).intValue();
      Host primary = host((List<?>) parts.get(2));
      if (primary != null) {
        Arrays.fill(owners, first, last + 1, primary);
      }
    }
    return new SlotMap(owners);
  }

  private static @Nullable Host host(List<?> node) {
    return node.get(0) instanceof byte[] name && name.length > 0
        ? new Host(new String(name, StandardCharsets.UTF_8), ((Long) node.get(1)).intValue())
        : null; // a node that does not know its own address yet
  }

  @Nullable Host owner(int slot) {
    return owners[slot];
  }

  Set<Host> owners() {
    Set<Host> all = new HashSet<>(Arrays.asList(owners));
    all.remove(null);
    return all;
  }

  boolean isComplete() {
    return !Arrays.asList(owners).contains(null);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlotMap map && Arrays.equals(owners, map.owners);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(owners);
  }
}
