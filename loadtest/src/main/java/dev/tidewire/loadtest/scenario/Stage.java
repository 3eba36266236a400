package dev.tidewire.loadtest.scenario;

import dev.tidewire.loadtest.driver.Driver;
import dev.tidewire.loadtest.fleet.Audit;
import dev.tidewire.loadtest.fleet.Context;
import dev.tidewire.loadtest.fleet.Fleet;
import dev.tidewire.loadtest.fleet.Lanes;
import dev.tidewire.loadtest.fleet.Pacer;
import dev.tidewire.loadtest.fleet.Place;
import dev.tidewire.loadtest.fleet.Publishing;
import dev.tidewire.loadtest.fleet.Publishings;
import dev.tidewire.loadtest.measure.Collector;
import dev.tidewire.loadtest.measure.Reasons;
import dev.tidewire.loadtest.measure.Stamp;
import dev.tidewire.loadtest.measure.Window;
import dev.tidewire.loadtest.net.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Where a scenario plays: clients, publishers and measurements of one run, and the steps that all
 * scenarios are made of. Used by the scenario's thread only, which may block.
 */
public final class Stage implements AutoCloseable {
  private static final Duration AUDIT = Duration.ofMillis(200);

  private final Plan plan;
  private final Context context;
  private final List<Place> places = new ArrayList<>();
  private final Target target;
  private final Fleet fleet;
  private final Publishing publishing;
  private final Pacer pacer;
  private final Meter meter;
  private final Patience patience = new Patience();
  private final Arrivals arrivals;
  private final boolean publishes;
  private Audit audit = new Audit(0, 0, 0);

  /** A stage on which nothing happens yet. */
  public Stage(Plan plan, Driver driver, Observer observer) {
    this.plan = plan;
    Plan.Load load = plan.load();
    SplittableRandom random = new SplittableRandom(plan.seed());
    // The run's name differs from run to run, so that channels on a living server begin empty.
    Stamp stamp = new Stamp(load.size(), load.payload(), new SplittableRandom(System.nanoTime()));
    context = context(plan, driver, stamp);
    arrivals = new Arrivals(patience, plan.timing().connectTimeout());
    target = new Target(plan.target());
    for (int i = 0; i < plan.timing().loops(); i++) {
      places.add(newPlace("receive-" + i));
    }
    Place sending = newPlace("publish");
    fleet = new Fleet(context, places, load.connections(), load.subscriptions(), random.split());
    publishing =
        Publishings.create(
            context, sending, plan.target().publishTo(), load.inFlight(), random.split());
    pacer = new Pacer(publishing, load.rate(), load.burst());
    publishes = load.rate() > 0;
    List<Place> all = new ArrayList<>(places);
    all.add(sending);
    places.add(sending);
    meter = new Meter(context, all, target, observer);
  }

  private static Context context(Plan plan, Driver driver, Stamp stamp) {
    return new Context(
        driver,
        stamp,
        new Lanes(plan.load().channels(), plan.load().publishers()),
        new Window(),
        new Collector(),
        new Reasons(),
        plan.target().compression(),
        plan.target().endpoints(),
        plan.target().locals());
  }

  private Place newPlace(String name) {
    return Place.on(new EventLoop(name, patience::failed), context.collector().newTally());
  }

  /**
   * Connects some clients, lets them go again, and forgets about them: what a server does only
   * once, such as compiling its code and growing its heap, is no cost of a connection. More than
   * the run itself has come in turns, so that they need no more sockets.
   */
  public void rehearse(int clients) throws ScenarioException, InterruptedException {
    Context aside = context(plan, context.driver(), context.stamp());
    List<Place> sidePlaces =
        places.stream().map(place -> Place.on(place.loop(), aside.collector().newTally())).toList();
    int left = clients;
    while (left > 0) {
      int turn = Math.min(left, plan.load().connections());
      rehearseTurn(turn, aside, sidePlaces);
      left -= turn;
    }
  }

  private void rehearseTurn(int clients, Context aside, List<Place> sidePlaces)
      throws ScenarioException, InterruptedException {
    begin();
    meter.phase("rehearse", 0);
    Fleet rehearsing =
        new Fleet(
            aside,
            sidePlaces,
            clients,
            plan.load().subscriptions(),
            new SplittableRandom(plan.seed()));
    rehearsing.connect(plan.timing().connectRate());
    arrivals.await(rehearsing, aside, "rehearse");
    rehearsing.stop();
    sleep(plan.timing().settle());
  }

  public Plan plan() {
    return plan;
  }

  public Fleet fleet() {
    return fleet;
  }

  private void begin() {
    if (meter.at(Mark.START).isEmpty()) {
      meter.start(fleet);
      meter.mark(Mark.START);
    }
  }

  /** Connects all clients and waits until they are ready and nothing moves any more. */
  public void connect() throws ScenarioException, InterruptedException {
    begin();
    meter.mark(Mark.CONNECTING);
    double seconds = plan.load().connections() / plan.timing().connectRate();
    meter.phase("connect", Duration.ofMillis((long) (seconds * 1000)).toNanos());
    fleet.connect(plan.timing().connectRate());
    awaitAllReady("connect");
    meter.mark(Mark.CONNECTED);
    meter.phase("settle", plan.timing().settle().toNanos());
    sleep(plan.timing().settle());
    meter.mark(Mark.SETTLED);
  }

  /** Waits until all clients are ready. */
  public void awaitAllReady(String doing) throws ScenarioException, InterruptedException {
    arrivals.await(fleet, context, doing);
  }

  /** Does nothing for as long as a measurement takes. */
  public void idle() throws InterruptedException, ScenarioException {
    meter.phase("idle", plan.timing().duration().toNanos());
    sleep(plan.timing().duration());
    meter.mark(Mark.IDLE);
  }

  /** Begins to publish, and waits until the server is warm. */
  public void publish() throws ScenarioException, InterruptedException {
    if (!publishes) {
      return;
    }
    publishing.open();
    meter.phase("warm-up", plan.timing().warmUp().toNanos());
    int publishers = plan.load().publishers();
    boolean open =
        patience.await(
            () -> pacer.readyPublishers().join() == publishers,
            plan.timing().connectTimeout(),
            Patience.POLL);
    if (!open) {
      throw new ScenarioException(
          "The publishers could not connect. Reasons: " + context.reasons().counts());
    }
    pacer.start();
    sleep(plan.timing().warmUp());
  }

  /** Something that happens during a measurement. */
  @FunctionalInterface
  public interface Action {
    void run() throws InterruptedException, ScenarioException;
  }

  /** Measures for the planned duration, or for as long as the action takes if that is longer. */
  public void measure(Action action) throws ScenarioException, InterruptedException {
    long duration = plan.timing().duration().toNanos();
    meter.phase("measure", duration);
    meter.mark(Mark.MEASURE_FROM);
    long from = System.nanoTime();
    context.window().open(from);
    action.run();
    sleep(Duration.ofNanos(Math.max(0, from + duration - System.nanoTime())));
    context.window().close(System.nanoTime());
    meter.mark(Mark.MEASURE_TO);
  }

  /** Ends the publishing, waits for what is still on its way, and checks every message. */
  public void finish() throws ScenarioException, InterruptedException {
    Duration limit = plan.timing().drain();
    meter.phase("drain", 0);
    pacer.stop();
    patience.await(() -> pacer.waiting().join() == 0, limit, Patience.POLL);
    pacer.giveUp().join();
    patience.await(this::isAllThere, limit, AUDIT);
  }

  private boolean isAllThere() {
    audit = fleet.audit(publishing.ledger());
    return audit.missing() == 0;
  }

  /** Looks again which processes listen. */
  public void relocateTarget() {
    target.locate();
  }

  public void sleep(Duration duration) throws InterruptedException, ScenarioException {
    patience.sleep(duration);
  }

  /** Says what goes on, for the display. */
  public void phase(String name, Duration duration) {
    meter.phase(name, duration.toNanos());
  }

  /** Everything that was found; ends the measurements. */
  public Findings findings() {
    meter.close();
    return new Findings(
        meter.at(Mark.START),
        meter.at(Mark.CONNECTING),
        meter.at(Mark.CONNECTED),
        meter.at(Mark.SETTLED),
        meter.at(Mark.IDLE),
        meter.at(Mark.MEASURE_FROM),
        meter.at(Mark.MEASURE_TO),
        context.collector().counts(),
        context.collector(),
        audit,
        fleet.ready(),
        target.processes(),
        meter.peakBytes(),
        context.reasons().counts(),
        meter.seconds());
  }

  @Override
  public void close() {
    fleet.stop();
    publishing.close();
    places.forEach(place -> place.loop().close());
  }
}
