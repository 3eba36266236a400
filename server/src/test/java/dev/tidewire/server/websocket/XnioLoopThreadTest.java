package dev.tidewire.server.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.ChannelPipe;
import org.xnio.IoUtils;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/** A real I/O thread. */
@Timeout(20)
final class XnioLoopThreadTest {
  private final XnioWorker worker = worker();
  private final XnioIoThread io = worker.getIoThread();
  private final LoopThread thread = new XnioLoopThread(io);
  private final List<String> events = new CopyOnWriteArrayList<>();

  private static XnioWorker worker() {
    try {
      return Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    worker.shutdown();
    assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void runsTasksInTheOrderInWhichTheyCame() throws Exception {
    run(done -> {
      thread.execute(() -> events.add("first"));
      thread.execute(() -> events.add("second"));
      thread.execute(done);
    });
    assertThat(events).containsExactly("first", "second");
  }

  @Test
  void letsSocketsGoBeforeATaskThatAsksForIt() throws Exception {
    ChannelPipe<StreamSourceChannel, StreamSinkChannel> pipe = io.createHalfDuplexPipe();
    try {
      run(done -> {
        listen(pipe.getLeftSide());
        assertThatCode(() -> pipe.getRightSide().write(ByteBuffer.wrap(new byte[1])))
            .doesNotThrowAnyException();
        thread.executeAfterSelection(() -> {
          events.add("after");
          done.run();
        });
        thread.execute(() -> events.add("before"));
      });
      assertThat(events).containsExactly("before", "socket", "after");
    } finally {
      IoUtils.safeClose(pipe.getLeftSide(), pipe.getRightSide());
    }
  }

  @Test
  void oneThatIsAddedByAnotherWaitsForTheNextSelection() throws Exception {
    run(done ->
        thread.executeAfterSelection(() -> {
          events.add("outer");
          thread.executeAfterSelection(() -> {
            events.add("inner");
            done.run();
          });
          thread.execute(() -> events.add("between"));
        }));
    assertThat(events).containsExactly("outer", "between", "inner");
  }

  @Test
  void dropsWhatAStoppedThreadIsAskedFor() throws Exception {
    stop();
    assertThatCode(
            () -> {
              thread.execute(() -> events.add("now"));
              thread.executeAfter(() -> events.add("soon"), 1_000_000);
            })
        .doesNotThrowAnyException();
    assertThat(events).isEmpty();
  }

  @Test
  void aTaskOfAStoppingThreadMayAskForMore() throws Exception {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    thread.execute(() -> {
      worker.shutdown();
      asked.complete(null);
      try {
        thread.execute(() -> events.add("now"));
        thread.executeAfter(() -> events.add("soon"), 1_000_000);
        thread.executeAfterSelection(() -> events.add("after"));
      } catch (RuntimeException e) {
        events.add(e.toString());
      }
    });
    asked.get(10, TimeUnit.SECONDS);
    stop();
    assertThat(events).isEmpty();
  }

  private void listen(StreamSourceChannel source) {
    source
        .getReadSetter()
        .set(_ -> {
          events.add("socket");
          source.suspendReads();
        });
    source.resumeReads();
  }

  /** Does something on the thread, and waits until that has called what it is given. */
  private void run(Consumer<Runnable> test) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    thread.execute(() -> test.accept(done::countDown));
    assertThat(done.await(10, TimeUnit.SECONDS)).as("%s", events).isTrue();
  }
}
