package dev.tidewire.server.app;

import java.util.concurrent.CountDownLatch;

/**
 * Ends the process in order when it gets SIGTERM or SIGINT.
 *
 * <p>Java would end it with 143 or 130 while the main thread is still closing. So the shutdown hook
 * only wakes the main thread, waits for it, and then halts with the exit code that it left.
 * Thread-safe.
 */
final class StopSignal implements Lifetime {
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile ExitCode exit = ExitCode.FAILED;

  private StopSignal() {}

  static StopSignal installed() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(signal::stop, "stop"));
    return signal;
  }

  private void stop() {
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

  /** Says that nothing more happens; the process may go. */
  void ended(ExitCode exit) {
    this.exit = exit;
    ended.countDown();
  }
}
