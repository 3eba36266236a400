package dev.tidewire.server.websocket;

/** One scheduled task of a {@link Loop}. Confined to the loop. */
public final class Timer extends WheelEntry {
  private final TimingWheel wheel;
  private final Runnable task;

  Timer(TimingWheel wheel, Runnable task) {
    this.wheel = wheel;
    this.task = task;
  }

  /** The task will not run any more. Without effect after it ran. */
  public void cancel() {
    wheel.cancel(this);
  }

  @Override
  void expire() {
    task.run();
  }
}
