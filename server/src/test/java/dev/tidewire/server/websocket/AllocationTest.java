package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AllocationTest {
  private static final int CONNECTIONS = 1000;
  private static final int ROUNDS = 50;

  private final LoopHarness harness = new LoopHarness();
  private final FakePeer[] peers = new FakePeer[CONNECTIONS];

  @Test
  void allocatesNothingForTheDeliveryOfASharedFrame() {
    connect();
    Frame frame = Frame.text(new byte[100]);
    deliver(frame, 1, ROUNDS);
    assertThat(allocated(() -> deliver(frame, 1, ROUNDS)) / (CONNECTIONS * ROUNDS)).isZero();
  }

  @Test
  void allocatesNothingForDeliveriesThatShareAWrite() {
    connect();
    Frame frame = Frame.text(new byte[100]);
    deliver(frame, 8, ROUNDS);
    assertThat(allocated(() -> deliver(frame, 8, ROUNDS)) / (CONNECTIONS * ROUNDS)).isZero();
  }

  private void connect() {
    for (int i = 0; i < CONNECTIONS; i++) {
      peers[i] = harness.connect(connection -> new RecordingHandler().open(connection));
      peers[i].transport().forgetWritten();
    }
  }

  private void deliver(Frame frame, int messages, int rounds) {
    for (int round = 0; round < rounds; round++) {
      for (FakePeer peer : peers) {
        for (int message = 0; message < messages; message++) {
          peer.connection().send(frame);
        }
      }
      harness.advance(Duration.ofMillis(50));
    }
  }

  private static long allocated(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }
}
