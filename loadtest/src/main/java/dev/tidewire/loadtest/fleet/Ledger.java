package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.measure.Sequences;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What was published: how many messages on each lane, and which of them nobody is owed, because
 * they were refused or their fate is unknown. Confined to the publishers' loop.
 */
public final class Ledger {
  private final int lanes;
  private final int[] sent;
  private final Map<Integer, NavigableSet<Integer>> notOwed = new HashMap<>();

  public Ledger(Lanes lanes) {
    this.lanes = lanes.perChannel();
    this.sent = new int[lanes.channels() * this.lanes];
  }

  /** The number of the lane's next message. */
  public int next(int channel, int lane) {
    return sent[slot(channel, lane)]++;
  }

  /** How many were sent on this lane. */
  public int sent(int channel, int lane) {
    return sent[slot(channel, lane)];
  }

  /** All messages that were sent and are owed to each subscriber of the channel. */
  public long owed(int channel, int lane) {
    return outcome(channel, lane).owed(0, sent(channel, lane));
  }

  void notOwed(int channel, int lane, int number) {
    notOwed.computeIfAbsent(slot(channel, lane), none -> new TreeSet<>()).add(number);
  }

  /** Which messages of this lane subscribers are owed. */
  public Sequences.Outcome outcome(int channel, int lane) {
    NavigableSet<Integer> excused = notOwed.get(slot(channel, lane));
    return (from, to) -> {
      long all = Math.max(0, to - from);
      return all == 0 || excused == null ? all : all - excused.subSet(from, to).size();
    };
  }

  private int slot(int channel, int lane) {
    return channel * lanes + lane;
  }
}
