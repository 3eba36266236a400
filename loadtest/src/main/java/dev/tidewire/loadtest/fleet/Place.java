package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.measure.Tally;
import dev.tidewire.loadtest.net.EventLoop;

/** A loop and what is counted on it. */
public record Place(EventLoop loop, Tally tally) {}
