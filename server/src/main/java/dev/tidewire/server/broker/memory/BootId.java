package dev.tidewire.server.broker.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Names the run of the kernel under this process. What a process wrote survives its own death, but
 * not the kernel's, unless it was forced to the disk.
 */
final class BootId {
  /**
   * Where the kernel's run has no name. It equals nothing, not even itself: without a name every
   * unclean end may have been a power loss.
   */
  static final String UNKNOWN = "unknown";

  /** Linux, {@code random(4)}: new at every boot. */
  private static final Path LINUX = Path.of("/proc/sys/kernel/random/boot_id");

  private BootId() {}

  static String current() {
    try {
      return Files.readString(LINUX).strip();
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** Whether the kernel has certainly not ended between the two. */
  static boolean same(String one, String other) {
    return one.equals(other) && !one.equals(UNKNOWN);
  }
}
