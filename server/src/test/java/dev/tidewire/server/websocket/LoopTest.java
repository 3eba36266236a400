package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LoopTest {
  private final LoopHarness harness = new LoopHarness();
  private final Loop loop = harness.loop();
  private final FakeLoopThread thread = harness.thread();
  private final List<String> done = new ArrayList<>();

  @Test
  void runsTasksInOrderWithOneWakeUpForABurst() {
    thread.setCurrent(false);
    for (int i = 0; i < 5; i++) {
      String name = "task " + i;
      loop.execute(() -> done.add(name));
    }
    assertThat(thread.wakeUps()).isEqualTo(1);
    thread.setCurrent(true);
    harness.runUntilIdle();
    assertThat(done).containsExactly("task 0", "task 1", "task 2", "task 3", "task 4");
  }

  @Test
  void runsATaskThatATaskAddedBeforeItLooksAtSocketsAgain() {
    loop.execute(() -> loop.execute(() -> done.add("second")));
    thread.runTasks();
    assertThat(done).containsExactly("second");
  }

  @Test
  void runsTheNextSliceOfATaskOnlyAfterSocketsHadTheirTurn() {
    loop.execute(() -> loop.executeNextTick(() -> done.add("second")));
    thread.runTasks();
    assertThat(done).isEmpty();
    harness.runUntilIdle();
    assertThat(done).containsExactly("second");
  }

  @Test
  void runsTheOthersWhenASliceFails() {
    loop.executeNextTick(() -> {
      throw new IllegalStateException("expected by the test");
    });
    loop.executeNextTick(() -> done.add("after"));
    harness.runUntilIdle();
    assertThat(done).containsExactly("after");
  }

  @Test
  void runsTheOthersWhenATaskFails() {
    loop.execute(() -> {
      throw new IllegalStateException("expected by the test");
    });
    loop.execute(() -> done.add("after"));
    harness.runUntilIdle();
    assertThat(done).containsExactly("after");
  }

  @Test
  void losesNoTaskOfManyThreads() throws InterruptedException {
    Inbox inbox = new Inbox();
    int threads = 4;
    int each = 20_000;
    int[] last = new int[threads];
    int[] count = new int[1];
    CountDownLatch started = new CountDownLatch(threads);
    List<Thread> producers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int producer = t;
      producers.add(
          Thread.ofPlatform()
              .start(() -> {
                started.countDown();
                for (int i = 1; i <= each; i++) {
                  int number = i;
                  inbox.add(() -> {
                    assertThat(number).isEqualTo(last[producer] + 1);
                    last[producer] = number;
                    count[0]++;
                  });
                }
              }));
    }
    started.await();
    while (producers.stream().anyMatch(Thread::isAlive)) {
      inbox.drain(Runnable::run);
      Thread.onSpinWait();
    }
    inbox.drain(Runnable::run);
    assertThat(count[0]).isEqualTo(threads * each);
  }

  @Test
  void runsATimerOnceAndACancelledOneNever() {
    loop.schedule(Duration.ofMillis(250), () -> done.add("timer"));
    loop.schedule(Duration.ofMillis(250), () -> done.add("cancelled")).cancel();
    harness.advance(Duration.ofMillis(240));
    assertThat(done).isEmpty();
    harness.advance(Duration.ofSeconds(1));
    assertThat(done).containsExactly("timer");
  }

  @Test
  void ticksOnlyWhileATimerWaits() {
    loop.schedule(Duration.ofMillis(250), () -> {});
    harness.advance(Duration.ofSeconds(1));
    int before = thread.executedTasks();
    harness.advance(Duration.ofHours(1));
    assertThat(thread.executedTasks()).isEqualTo(before);
  }

  @Test
  void flushesAtOnceWhenItIsIdleAndPacedWhenItIsBusy() {
    FakePeer peer = connectSlow(Duration.ofMillis(1));
    peer.connection().send(text("a"));
    assertThat(peer.received()).isEqualTo("810161");
    peer.connection().send(text("b"));
    peer.connection().send(text("c"));
    assertThat(peer.received()).isEmpty();
    assertThat(harness.metric("tidewire_flushes_paced_total")).isEqualTo(1);
    harness.advance(Duration.ofNanos(1_900_000));
    assertThat(peer.received()).isEmpty();
    harness.advance(Duration.ofNanos(200_000));
    assertThat(peer.received()).isEqualTo("810162810163");
    assertThat(peer.transport().writes).isEqualTo(2);
  }

  @Test
  void flushesAtOnceWhatIsPromptAndAllThatWaitsBeforeIt() {
    FakePeer peer = connectSlow(Duration.ofMillis(1));
    peer.connection().send(text("a"));
    assertThat(peer.received()).isEqualTo("810161");
    peer.connection().send(text("b"));
    peer.connection().send(text("c"), Pace.PROMPT);
    peer.connection().send(text("d"), Pace.PROMPT);
    assertThat(peer.received()).isEqualTo("810162810163810164");
    peer.connection().send(text("e"), Pace.PROMPT);
    assertThat(peer.received()).isEqualTo("810165");
    harness.advance(Duration.ofSeconds(1));
    assertThat(peer.transport().writes).isEqualTo(3);
  }

  @Test
  void holdsUpOneConnectionAndNotAnotherThatIsPrompt() {
    FakePeer gathering = connectSlow(Duration.ofMillis(1));
    FakePeer prompt = connectSlow(Duration.ofMillis(1));
    gathering.connection().send(text("a"));
    assertThat(gathering.received()).isEqualTo("810161");
    gathering.connection().send(text("b"));
    prompt.connection().send(text("c"), Pace.PROMPT);
    assertThat(prompt.received()).isEqualTo("810163");
    assertThat(gathering.received()).isEmpty();
  }

  @Test
  void writesToFewBetweenTheSlicesOfWhatGoesToMany() {
    List<FakePeer> crowd = connect(600);
    FakePeer quiet = connect(1).getFirst();
    crowd.forEach(peer -> peer.connection().send(text("a"), Pace.BULK));
    thread.runTasks();

    quiet.connection().send(text("b"));
    thread.runTasks();

    assertThat(quiet.transport().writes).isEqualTo(1);
    assertThat(crowd).filteredOn(peer -> peer.transport().writes == 1).hasSize(256);
    harness.runUntilIdle();
    assertThat(crowd).allMatch(peer -> peer.transport().writes == 1);
  }

  @Test
  void writesOnceWhatAConnectionAwaitsAtTwoPaces() {
    List<FakePeer> crowd = connect(300);
    crowd.forEach(peer -> peer.connection().send(text("a"), Pace.BULK));
    crowd.forEach(peer -> peer.connection().send(text("b")));

    harness.runUntilIdle();

    assertThat(crowd).allMatch(peer -> peer.transport().writes == 1);
    assertThat(crowd).allMatch(peer -> peer.received().equals("810161810162"));
  }

  @Test
  void fetchesTheObjectsOfAGroupAheadOfItsWrites() {
    List<FakePeer> peers = connect(10);
    for (int i = 0; i < peers.size(); i++) {
      int peer = i;
      peers.get(i).transport().onPrefetch(() -> done.add("fetch " + peer));
      peers.get(i).transport().onWrite(() -> done.add("write " + peer));
    }
    peers.forEach(peer -> peer.connection().send(text("a")));
    peers.get(3).connection().terminate();

    harness.runUntilIdle();

    List<String> expected = new ArrayList<>();
    for (int from = 0; from < 10; from += 8) {
      int end = Math.min(10, from + 8);
      IntStream.range(from, end).mapToObj(i -> "fetch " + i).forEach(expected::add);
      IntStream.range(from, end)
          .filter(i -> i != 3)
          .mapToObj(i -> "write " + i)
          .forEach(expected::add);
    }
    assertThat(done).isEqualTo(expected);
  }

  @Test
  void writesAMessageOf64KiBAtOnceAndOneLargerThanTheBufferInTwoPieces() {
    FakePeer peer = connect(1).getFirst();
    peer.connection().send(Frame.text(new byte[64 * 1024 + 300]));
    harness.runUntilIdle();
    assertThat(peer.transport().writes).isEqualTo(1);

    peer.connection().send(Frame.text(new byte[Staging.CAPACITY - 10]));
    harness.advance(Duration.ofSeconds(1));
    assertThat(peer.transport().writes).isEqualTo(2);

    peer.connection().send(Frame.text(new byte[Staging.CAPACITY - 9]));
    harness.advance(Duration.ofSeconds(1));
    assertThat(peer.transport().writes).isEqualTo(4);
  }

  @Test
  void readsSocketsBetweenTheSlicesOfALargeFlush() {
    List<FakePeer> peers = connect(600);
    peers.forEach(peer -> peer.connection().send(text("a")));
    thread.runTasks();
    assertThat(peers).filteredOn(peer -> peer.transport().writes == 1).hasSize(256);
    harness.runUntilIdle();
    assertThat(peers).allMatch(peer -> peer.transport().writes == 1);
    assertThat(harness.metric("tidewire_flush_duration_seconds_count")).isEqualTo(1);
  }

  private List<FakePeer> connect(int count) {
    List<FakePeer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(harness.connect(connection -> new RecordingHandler().open(connection)));
    }
    return peers;
  }

  /** A connection on whose socket each write takes so long. */
  private FakePeer connectSlow(Duration write) {
    FakePeer peer = harness.connect(connection -> new RecordingHandler().open(connection));
    peer.slowDown(write);
    return peer;
  }

  private static Frame text(String text) {
    return Frame.text(text.getBytes(StandardCharsets.UTF_8));
  }
}
