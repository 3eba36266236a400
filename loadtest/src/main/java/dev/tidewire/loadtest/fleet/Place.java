package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.measure.Tally;
import dev.tidewire.loadtest.net.EventLoop;

/** A loop and what is counted on it. */
public record Place(EventLoop loop, Tally tally) {
  /** A place whose tally is published at the end of each of the loop's turns. */
  public static Place on(EventLoop loop, Tally tally) {
    loop.afterEachTurn(tally::publish);
    return new Place(loop, tally);
  }
}
