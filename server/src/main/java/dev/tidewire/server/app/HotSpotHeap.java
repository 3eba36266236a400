package dev.tidewire.server.app;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The heap of this process. How much of it may be free is an option that HotSpot lets a running
 * process change ({@code MaxHeapFreeRatio}, "manageable"); a collector that does not heed it, or
 * another Java, gives back what it likes. With the heap goes what its crowd left in {@link
 * NativeMemory}. Confined to one thread.
 */
final class HotSpotHeap implements Heap {
  static final String RESERVE = "MaxHeapFreeRatio";

  /** In percent of the heap: what Java keeps when nobody says otherwise. */
  static final int LARGE_RESERVE = 70;

  private static final Logger log = LoggerFactory.getLogger(HotSpotHeap.class);

  /** What stood there before more was kept. */
  private @Nullable String usual;

  @Override
  public void keepMore() {
    if (usual == null) {
      usual = raiseReserve();
    }
  }

  @Override
  public void compact() {
    System.gc();
  }

  @Override
  public void giveBack() {
    if (usual != null) {
      options().setVMOption(RESERVE, usual);
      usual = null;
      System.gc();
    }
    NativeMemory.trim();
  }

  /** Returns what it was; null when it stays as it is. */
  private static @Nullable String raiseReserve() {
    try {
      String before = options().getVMOption(RESERVE).getValue();
      if (Integer.parseInt(before) < LARGE_RESERVE) {
        options().setVMOption(RESERVE, Integer.toString(LARGE_RESERVE));
        return before;
      }
    } catch (IllegalArgumentException e) {
      log.debug("The reserve of the heap stays as it is: {}", e.toString());
    }
    return null;
  }

  private static HotSpotDiagnosticMXBean options() {
    return ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
  }
}
