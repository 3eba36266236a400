package dev.tidewire.server.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/**
 * Ends the process in order when it gets SIGTERM or SIGINT, and in a hurry when it gets another.
 * Thread-safe.
 *
 * <p>Java's own way, a shutdown hook, hears only the first signal: the second one waits behind it
 * without effect. So both signals are handled here. The hook is for the other ways in which Java
 * may be told to end (SIGHUP, or signals that this platform does not let us handle); it would end
 * the process with 143 or 130 while the main thread is still closing, so it wakes the main thread,
 * waits for it, and halts with the exit code that it left.
 */
final class StopSignal implements Lifetime {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CompletableFuture<Void> hurried = new CompletableFuture<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile ExitCode exit = ExitCode.FAILED;

  private StopSignal() {}

  static StopSignal installed() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::shutDown, "stop"));
    Signals.handle("TERM", signal::stop);
    Signals.handle("INT", signal::stop);
    return signal;
  }

  /** A signal came. */
  private synchronized void stop() {
    if (asked.getCount() > 0) {
      asked.countDown();
    } else {
      hurried.complete(null);
    }
  }

  private void shutDown() {
    asked.countDown();
    try {
      ended.await();
    } catch (InterruptedException e) {
      // Nobody interrupts a shutdown hook; if somebody does, the process ends now all the same.
    }
    Runtime.getRuntime().halt(exit.value());
  }

  @Override
  public void await() throws InterruptedException {
    asked.await();
  }

  @Override
  public void whenHurried(Runnable action) {
    CompletionStage<Void> signal = hurried;
    signal.thenRun(action);
  }

  /** Says that nothing more happens; the process may go. */
  void ended(ExitCode exit) {
    this.exit = exit;
    ended.countDown();
  }
}
