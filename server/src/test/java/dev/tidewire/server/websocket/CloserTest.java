package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CloserTest {
  private final FakeLoopThread thread = new FakeLoopThread();
  private final Closer closer = new Closer(thread);
  private final List<FakeTransport> sockets = new ArrayList<>();

  @Test
  void closesFewAtTheEndOfTheTick() {
    end(16);
    assertThat(closed()).isZero();
    thread.runTasks();
    assertThat(closed()).isEqualTo(16);
  }

  @Test
  void hearsNothingOfASocketThatEnded() {
    end(1);
    assertThat(sockets.getFirst().readsResumed).isFalse();
    assertThat(sockets.getFirst().writesResumed).isFalse();
  }

  @Test
  void waitsWithManyUntilALookAtTheSocketsBringsNoMore() {
    end(17);
    thread.runTasks();
    thread.look();
    end(17);
    thread.runTasks();
    thread.look();
    assertThat(closed()).isZero();
    thread.runTasks();
    assertThat(closed()).isEqualTo(34);
  }

  @Test
  void looksAtTheOtherSocketsBetweenSlices() {
    end(600);
    thread.runTasks();
    thread.look();
    thread.runTasks();
    assertThat(closed()).isEqualTo(256);
    thread.runUntilIdle();
    assertThat(closed()).isEqualTo(600);
  }

  @Test
  void closesInTheEndAlthoughEachLookBringsMore() {
    end(17);
    for (int look = 0; look < 64; look++) {
      thread.runTasks();
      thread.look();
      end(1);
    }
    assertThat(closed()).isZero();
    thread.runTasks();
    assertThat(closed()).isEqualTo(17 + 64);
  }

  @Test
  void waitsAnewForTheNextCrowd() {
    end(17);
    thread.runUntilIdle();
    end(17);
    thread.runTasks();
    assertThat(closed()).isEqualTo(17);
    thread.runUntilIdle();
    assertThat(closed()).isEqualTo(34);
  }

  private void end(int count) {
    for (int i = 0; i < count; i++) {
      FakeTransport socket = new FakeTransport();
      socket.resumeReads();
      socket.resumeWrites();
      sockets.add(socket);
      closer.add(socket);
    }
  }

  private long closed() {
    return sockets.stream().filter(socket -> socket.closed).count();
  }
}
