package dev.tidewire.loadtest.fleet;

import dev.tidewire.loadtest.driver.Member;
import dev.tidewire.loadtest.measure.Sequences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** All subscribers of a run, spread over the loops. Its methods are thread-safe. */
public final class Fleet {
  private static final long SECOND = 1_000_000_000L;

  private final Context context;
  private final List<Place> places;
  private final List<Client> clients = new ArrayList<>();
  private final AtomicInteger ready = new AtomicInteger();

  /**
   * A fleet that has not connected yet.
   *
   * @param size how many clients
   * @param subscriptions how many channels each listens to
   */
  public Fleet(
      Context context, List<Place> places, int size, int subscriptions, SplittableRandom random) {
    this.context = context;
    this.places = List.copyOf(places);
    int channels = context.lanes().channels();
    for (int i = 0; i < size; i++) {
      int first = (int) ((long) i * subscriptions % channels);
      Member member = new Member("bench-" + i, context.run(), first, subscriptions, channels);
      Place place = places.get(i % places.size());
      clients.add(new Client(context, place, i, member, random.split(), new Census()));
    }
  }

  public int size() {
    return clients.size();
  }

  /** How many clients are connected and subscribed. */
  public int ready() {
    return ready.get();
  }

  /** Connects all, so many per second. */
  public void connect(double perSecond) {
    long start = System.nanoTime();
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i);
      long at = start + (long) (i * SECOND / perSecond);
      client.loop().execute(() -> client.loop().at(at, client::connect));
    }
  }

  /** Cuts all at once; they come back after their share of the spread. */
  public void cutAll(Duration spread) {
    each(client -> client.cut(client.random().nextLong(Math.max(1, spread.toNanos()))));
  }

  /** From now on each client is cut after a random while, and again and again. */
  public Cutter cutter(Duration mean, Duration away) {
    Cutter cutter = new Cutter(mean.toNanos(), away.toNanos());
    each(cutter::begin);
    return cutter;
  }

  /** This share of the clients, the same with the same seed, reads slowly from now on. */
  public int readSlowly(double share, Duration interval) {
    int slow = (int) Math.round(clients.size() * share);
    for (int i = 0; i < slow; i++) {
      Client client = clients.get((int) ((long) i * clients.size() / slow));
      client.loop().execute(() -> new SlowReader(client, interval.toNanos()).begin());
    }
    return slow;
  }

  private void each(Consumer<Client> action) {
    for (Client client : clients) {
      client.loop().execute(() -> action.accept(client));
    }
  }

  /** Closes all for good. */
  public void stop() {
    each(Client::stop);
  }

  /** Compares what was published with what came. Waits for the loops; publishing must be over. */
  public Audit audit(Ledger ledger) {
    Audit sum = Audit.NOTHING;
    for (Place place : places) {
      CompletableFuture<Audit> part = new CompletableFuture<>();
      place.loop().execute(() -> part.complete(audit(place, ledger)));
      sum = sum.plus(part.join());
    }
    return sum;
  }

  private Audit audit(Place place, Ledger ledger) {
    Audit sum = Audit.NOTHING;
    for (Client client : clients) {
      if (client.loop() == place.loop() && !client.isSlow()) {
        sum = sum.plus(audit(client, ledger));
      }
    }
    return sum;
  }

  private Audit audit(Client client, Ledger ledger) {
    long owed = 0;
    long missing = 0;
    Lanes lanes = context.lanes();
    Member member = client.member();
    for (int i = 0; i < member.count(); i++) {
      int channel = member.channel(i);
      for (int lane = 0; lane < lanes.lanesOf(channel); lane++) {
        int slot = i * lanes.perChannel() + lane;
        Sequences.Outcome outcome = ledger.outcome(channel, lane);
        owed += ledger.owed(channel, lane);
        missing += client.sequences().missing(slot, ledger.sent(channel, lane), outcome);
      }
    }
    return new Audit(owed, missing, missing > 0 ? 1 : 0);
  }

  /** Keeps the number of ready clients. */
  private final class Census implements Client.Watcher {
    @Override
    public void ready(Client client) {
      ready.incrementAndGet();
    }

    @Override
    public void away(Client client) {
      ready.decrementAndGet();
    }
  }
}
