package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.measure.Counter;
import dev.tidewire.loadtest.measure.Latency;
import dev.tidewire.loadtest.measure.Tally;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All publishers of a run, and the book of what they sent. Confined to their loop, except where it
 * is said otherwise.
 */
public final class Publishing implements Publisher.Listener {
  private final Context context;
  private final Place place;
  private final Tally tally;
  private final Ledger ledger;
  private final int maxWaiting;
  private final List<Publisher> publishers = new ArrayList<>();
  private final Map<Long, Sent> waiting = new HashMap<>();
  private final int[] waitingOf;
  private Runnable answered = () -> {};
  private long lastId;

  /** A message whose answer is awaited. */
  private record Sent(int publisher, int channel, int lane, int number, long moment) {}

  /** Makes one publisher. */
  @FunctionalInterface
  interface Factory {
    Publisher create(int number, Place place, Publisher.Listener listener);
  }

  /**
   * The publishers of a run.
   *
   * @param maxWaiting how many messages of one publisher may wait for an answer
   */
  Publishing(Context context, Place place, int maxWaiting, Factory factory) {
    this.context = context;
    this.place = place;
    this.tally = place.tally();
    this.maxWaiting = maxWaiting;
    this.ledger = new Ledger(context.lanes());
    this.waitingOf = new int[context.lanes().publishers()];
    for (int i = 0; i < context.lanes().publishers(); i++) {
      publishers.add(factory.create(i, place, this));
    }
  }

  Place place() {
    return place;
  }

  Lanes lanes() {
    return context.lanes();
  }

  /** What was sent. Read it when publishing is over. */
  public Ledger ledger() {
    return ledger;
  }

  /** Begins to connect. Thread-safe. */
  public void open() {
    place.loop().execute(() -> publishers.forEach(Publisher::open));
  }

  /** Closes all connections. Thread-safe. */
  public void close() {
    place.loop().execute(() -> publishers.forEach(Publisher::close));
  }

  /** How many publishers can send. */
  int ready() {
    return (int) publishers.stream().filter(Publisher::isReady).count();
  }

  int waiting() {
    return waiting.size();
  }

  /** What runs whenever a message was answered. */
  void whenAnswered(Runnable action) {
    answered = action;
  }

  /** Whether this lane's publisher takes one more message now. */
  boolean hasRoom(int channel, int lane) {
    int number = lanes().publisher(channel, lane);
    return publishers.get(number).isReady() && waitingOf[number] < maxWaiting;
  }

  /** The generator itself is so late. */
  void late(long due, long nanos) {
    if (context.window().contains(due)) {
      tally.record(Latency.SEND_LAG, nanos);
    }
  }

  /** Sends the lane's next message, or counts it as unsent. */
  void send(int channel, int lane, long moment) {
    if (!hasRoom(channel, lane)) {
      tally.count(Counter.UNSENT);
      return;
    }
    int publisher = lanes().publisher(channel, lane);
    int number = ledger.next(channel, lane);
    long id = ++lastId;
    waiting.put(id, new Sent(publisher, channel, lane, number, moment));
    waitingOf[publisher]++;
    tally.count(Counter.PUBLISHED);
    byte[] content = context.stamp().message(channel, lane, number, moment);
    publishers.get(publisher).send(id, channel, content);
  }

  @Override
  public void acknowledged(long id) {
    Sent sent = waiting.remove(id);
    if (sent != null) {
      waitingOf[sent.publisher]--;
      tally.count(Counter.ACKNOWLEDGED);
      if (context.window().contains(sent.moment)) {
        tally.record(Latency.PUBLISH, System.nanoTime() - sent.moment);
      }
      answered.run();
    }
  }

  @Override
  public void refused(long id, String reason) {
    notOwed(id, Counter.REFUSED, "publish refused: " + reason);
  }

  @Override
  public void uncertain(long id, String reason) {
    notOwed(id, Counter.UNCERTAIN, "publish unanswered: " + reason);
  }

  private void notOwed(long id, Counter counter, String reason) {
    Sent sent = waiting.remove(id);
    if (sent != null) {
      waitingOf[sent.publisher]--;
      ledger.notOwed(sent.channel, sent.lane, sent.number);
      tally.count(counter);
      context.reasons().count(reason);
      answered.run();
    }
  }

  /** Nobody is owed what is still unanswered. */
  void giveUp() {
    List.copyOf(waiting.keySet()).forEach(id -> uncertain(id, "no answer in time"));
  }
}
