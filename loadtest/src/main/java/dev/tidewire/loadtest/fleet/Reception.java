package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.driver.Member;
import dev.tidewire.loadtest.measure.Counter;
import dev.tidewire.loadtest.measure.Latency;
import dev.tidewire.loadtest.measure.Sequences;
import dev.tidewire.loadtest.measure.Stamp;
import dev.tidewire.loadtest.measure.Tally;

/**
 * What a client hears: every message is checked and timed, and so is how long the client took to be
 * connected, or was away. Confined to the client's loop.
 */
final class Reception {
  private final Context context;
  private final Member member;
  private final Tally tally;
  private final Sequences sequences;
  private boolean isReady;
  private boolean wasLost;
  private long startedAt;
  private long readyAt;
  private long lostAt;

  Reception(Context context, Member member, Tally tally) {
    this.context = context;
    this.member = member;
    this.tally = tally;
    this.sequences = new Sequences(member.count() * context.lanes().perChannel());
  }

  /** What has come of each channel and lane. */
  Sequences sequences() {
    return sequences;
  }

  /** The client begins to connect. */
  void connecting() {
    startedAt = System.nanoTime();
  }

  /** Its opening handshake is done. */
  void opened() {
    tally.record(Latency.HANDSHAKE, System.nanoTime() - startedAt);
  }

  /** It is connected and subscribed. */
  void ready() {
    isReady = true;
    readyAt = System.nanoTime();
    if (wasLost) {
      tally.count(Counter.RECONNECTS);
      tally.record(Latency.RECONNECT, readyAt - startedAt);
      tally.record(Latency.INTERRUPTION, readyAt - lostAt);
    } else {
      tally.count(Counter.CONNECTS);
      tally.record(Latency.CONNECT, readyAt - startedAt);
    }
  }

  /** It was ready and is no longer. */
  void lost() {
    isReady = false;
    wasLost = true;
    lostAt = System.nanoTime();
  }

  /**
   * A message of this run has come.
   *
   * @param at where its stamp begins
   */
  void heard(byte[] array, int at) {
    tally.count(Counter.DELIVERIES);
    int index = member.index(Stamp.channel(array, at));
    int lanes = context.lanes().perChannel();
    int lane = Stamp.lane(array, at);
    if (index >= member.count() || lane >= lanes) {
      tally.count(Counter.MISROUTED);
      return;
    }
    check(index * lanes + lane, Stamp.number(array, at));
    time(array, at);
  }

  private void check(int slot, int count) {
    switch (sequences.arrived(slot, count)) {
      case NEW -> {}
      case DUPLICATE -> tally.count(Counter.DUPLICATES);
      case REORDERED -> tally.count(Counter.REORDERED);
    }
  }

  private void time(byte[] array, int at) {
    long now = System.nanoTime();
    long moment = Stamp.moment(array, at, now);
    if (context.window().contains(moment)) {
      tally.record(Latency.DELIVERY, now - moment);
    }
    if (wasLost && (!isReady || moment - readyAt < 0)) {
      tally.count(Counter.REPLAYED);
      tally.record(Latency.REPLAY, now - Math.max(moment, startedAt));
    }
  }
}
