package dev.tidewire.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The heap of the tests' own process. */
class HotSpotHeapTest {
  private static final HotSpotDiagnosticMXBean OPTIONS =
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

  private final String found = reserve();
  private final HotSpotHeap heap = new HotSpotHeap();

  @Test
  void keepsALargeReserveAndThenTheUsualOne() {
    setReserve("50");
    heap.keepMore();
    heap.keepMore();
    assertThat(reserve()).isEqualTo("70");

    heap.giveBack();
    assertThat(reserve()).isEqualTo("50");
  }

  @Test
  void leavesAReserveThatIsLargerAlready() {
    setReserve("80");
    heap.keepMore();
    assertThat(reserve()).isEqualTo("80");

    long before = collections();
    heap.giveBack();
    assertThat(reserve()).isEqualTo("80");
    assertThat(collections()).isEqualTo(before);
  }

  @Test
  void collectsToCompactAndToGiveBack() {
    long before = collections();
    heap.compact();
    long compacted = collections();
    assertThat(compacted).isGreaterThan(before);

    setReserve("50");
    heap.keepMore();
    heap.giveBack();
    assertThat(collections()).isGreaterThan(compacted);
  }

  @AfterEach
  void restoreReserve() {
    setReserve(found);
  }

  private static String reserve() {
    return OPTIONS.getVMOption(HotSpotHeap.RESERVE).getValue();
  }

  private static void setReserve(String percent) {
    OPTIONS.setVMOption(HotSpotHeap.RESERVE, percent);
  }

  private static long collections() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionCount)
        .sum();
  }
}
