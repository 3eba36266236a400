package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.driver.Conversation;
import dev.tidewire.loadtest.driver.Member;
import dev.tidewire.loadtest.measure.Counter;
import dev.tidewire.loadtest.measure.Sequences;
import dev.tidewire.loadtest.measure.Tally;
import dev.tidewire.loadtest.net.EventLoop;
import dev.tidewire.loadtest.net.Offer;
import dev.tidewire.loadtest.net.WebSocket;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One client: it connects, listens, and comes back when its connection is lost; what it hears is
 * checked by its {@link Reception}. Confined to its loop.
 */
public final class Client implements WebSocket.Handler, Conversation.Wire, Conversation.Listener {
  private final Context context;
  private final EventLoop loop;
  private final Tally tally;
  private final Member member;
  private final int number;
  private final RandomGenerator random;
  private final Conversation conversation;
  private final Reception reception;
  private final Watcher watcher;
  private @Nullable WebSocket socket;
  private State state = State.AWAY;
  private boolean slow;
  private int failures;
  private int node;

  private enum State {
    AWAY,
    CONNECTING,
    READY,
    STOPPED
  }

  /** Hears what becomes of a client, on its loop. */
  interface Watcher {
    void ready(Client client);

    /** It was ready and is no longer, whoever cut it. */
    void away(Client client);

    default void acknowledged(long id) {}

    default void refused(long id, String reason) {}
  }

  Client(
      Context context,
      Place place,
      int number,
      Member member,
      RandomGenerator random,
      Watcher watcher) {
    this.context = context;
    this.loop = place.loop();
    this.tally = place.tally();
    this.number = number;
    this.node = number;
    this.member = member;
    this.random = random;
    this.watcher = watcher;
    this.conversation = context.driver().conversation(member, this);
    this.reception = new Reception(context, member, tally);
  }

  EventLoop loop() {
    return loop;
  }

  Member member() {
    return member;
  }

  Sequences sequences() {
    return reception.sequences();
  }

  boolean isReady() {
    return state == State.READY;
  }

  boolean isSlow() {
    return slow;
  }

  RandomGenerator random() {
    return random;
  }

  /** Begins to connect, unless it is connecting or connected. */
  void connect() {
    if (state != State.AWAY) {
      return;
    }
    state = State.CONNECTING;
    reception.connecting();
    socket =
        WebSocket.connect(
            loop,
            context.endpoints().get(node % context.endpoints().size()),
            context.locals().isEmpty()
                ? null
                : context.locals().get(number % context.locals().size()),
            new Offer(context.driver().subprotocol(), context.compression()),
            this);
  }

  /** Resets the connection now, and comes back after so long. */
  void cut(long awayNanos) {
    if (state == State.READY && socket != null) {
      socket.cut();
      leave();
      loop.at(System.nanoTime() + awayNanos, this::connect);
    }
  }

  /**
   * Leaves a node that drains for another one, at once and without a backoff. The connections do
   * not overlap, as those of the browser client do; so it is away for as long as a connect takes.
   */
  private void move(WebSocket drained) {
    if (state == State.READY && socket == drained) {
      drained.close();
      context.reasons().count("moved: the node drains");
      leave();
      goElsewhere();
      connect();
    }
  }

  /** Reads no more, until {@link #readOnce}; what comes is no longer checked. */
  void readSlowly() {
    slow = true;
    if (socket != null) {
      socket.pauseReads();
    }
  }

  /** Lets a slow client read what one read brings. */
  void readOnce() {
    if (socket != null && state == State.READY) {
      socket.resumeReads();
      socket.pauseReadsAfterNext();
    }
  }

  /** Closes the connection for good. */
  void stop() {
    state = State.STOPPED;
    if (socket != null) {
      socket.close();
    }
  }

  boolean publish(int channel, long id, byte[] content) {
    return conversation.publish(this, channel, id, content);
  }

  // What the socket reports.

  @Override
  public void opened(WebSocket opened) {
    reception.opened();
    conversation.opened(this);
  }

  @Override
  public void message(WebSocket from, byte[] array, int start, int end) {
    tally.add(Counter.MESSAGE_BYTES, end - start);
    conversation.message(this, array, start, end);
  }

  @Override
  public void read(int bytes) {
    tally.add(Counter.BYTES, bytes);
    tally.count(Counter.READS);
  }

  @Override
  public void closed(WebSocket closed, int code, String reason) {
    lost(reason);
  }

  private void lost(String reason) {
    if (state == State.STOPPED) {
      return;
    }
    if (state == State.READY) {
      context.reasons().count((slow ? "slow client lost: " : "lost: ") + reason);
      tally.count(Counter.LOST_CONNECTIONS);
      leave();
    } else {
      context.reasons().count(reason);
      tally.count(Counter.CONNECT_FAILURES);
      state = State.AWAY;
    }
    goElsewhere();
    if (!slow) {
      loop.at(System.nanoTime() + Backoff.STANDARD.nanos(failures++, random), this::connect);
    }
  }

  /** To any of the others, as a balancer would lead it: the one that it was on may be gone. */
  private void goElsewhere() {
    int others = context.endpoints().size() - 1;
    if (others > 0) {
      node += 1 + random.nextInt(others);
    }
  }

  private void leave() {
    state = State.AWAY;
    reception.lost();
    watcher.away(this);
  }

  // What the conversation says.

  @Override
  public void text(byte[] utf8) {
    if (socket != null) {
      socket.text(utf8);
    }
  }

  @Override
  public void binary(byte[] bytes) {
    if (socket != null) {
      socket.binary(bytes);
    }
  }

  // What the conversation reports.

  @Override
  public void ready() {
    if (state != State.CONNECTING) {
      return;
    }
    state = State.READY;
    failures = 0;
    reception.ready();
    watcher.ready(this);
  }

  @Override
  public void delivered(byte[] array, int from, int to) {
    int at = context.stamp().find(array, from, to);
    if (at < 0) {
      // Somebody else's message, or one of an earlier run.
      return;
    }
    if (slow) {
      tally.count(Counter.SLOW_DELIVERIES);
      return;
    }
    reception.heard(array, at);
  }

  @Override
  public void published(long id) {
    watcher.acknowledged(id);
  }

  @Override
  public void publishRefused(long id, String reason) {
    watcher.refused(id, reason);
  }

  @Override
  public void refused(String reason) {
    if (socket != null) {
      socket.close();
    }
    lost(reason);
  }

  @Override
  public void draining(long millis) {
    WebSocket drained = socket;
    if (drained != null && !slow) {
      loop.at(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis), () -> move(drained));
    }
  }

  @Override
  public void unrecovered() {
    tally.count(Counter.UNRECOVERED);
  }

  @Override
  public void violated(String promise) {
    tally.count(Counter.VIOLATIONS);
    context.reasons().count("violated: " + promise);
  }
}
