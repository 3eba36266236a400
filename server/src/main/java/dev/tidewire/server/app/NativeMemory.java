package dev.tidewire.server.app;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of this process outside the heap. What was used there and is free again, as when
 * Java's compilers have been busy, the C library keeps for the next time.
 */
final class NativeMemory {
  /**
   * HotSpot's {@code jcmd PID System.trim_native_heap}, which is malloc_trim(3), as a bean has it.
   */
  private static final String TRIM = "systemTrimNativeHeap";

  private static final Logger log = LoggerFactory.getLogger(NativeMemory.class);

  private NativeMemory() {}

  /**
   * Gives what is free back to the system; without effect where HotSpot cannot (it can with glibc).
   * A thread that allocates such memory meanwhile may have to wait.
   */
  static void trim() {
    try {
      ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
      Object said = ManagementFactory.getPlatformMBeanServer().invoke(commands, TRIM, null, null);
      log.debug("{}", said);
    } catch (JMException e) {
      log.debug("The C library keeps what is free: {}", e.toString());
    }
  }
}
