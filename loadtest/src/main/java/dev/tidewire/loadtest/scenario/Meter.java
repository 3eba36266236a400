package dev.tidewire.loadtest.scenario;

import dev.tidewire.loadtest.fleet.Context;
import dev.tidewire.loadtest.fleet.Fleet;
import dev.tidewire.loadtest.fleet.Place;
import dev.tidewire.loadtest.measure.Counter;
import dev.tidewire.loadtest.measure.Counts;
import dev.tidewire.loadtest.measure.GeneratorHealth;
import dev.tidewire.loadtest.measure.Latency;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Reads everything once a second and at the marks. Marks are set by the scenario's thread; the
 * histograms are collected by one thread of its own.
 */
final class Meter implements AutoCloseable {
  private static final long PROBE_MILLIS = 10;
  private static final double MILLI = 1e3;

  private final Context context;
  private final List<Place> places;
  private final Target target;
  private final GeneratorHealth health;
  private final Observer observer;
  private final ScheduledExecutorService thread;
  private final Map<Mark, Reading> marks = new EnumMap<>(Mark.class);
  private final List<Second> seconds = new ArrayList<>();
  private final long startedAt = System.nanoTime();
  private volatile Phase phase = new Phase("start", System.nanoTime(), 0);
  private volatile int peakReady;
  private volatile long peakBytes;
  private Reading last;

  /** What goes on at the moment. */
  private record Phase(String name, long since, long nanos) {
    double progress(long now) {
      return nanos == 0 ? 0 : Math.min(1, (now - since) / (double) nanos);
    }
  }

  Meter(Context context, List<Place> places, Target target, Observer observer) {
    this.context = context;
    this.places = List.copyOf(places);
    this.target = target;
    this.observer = observer;
    this.health =
        new GeneratorHealth(places.stream().map(place -> place.loop().threadId()).toList());
    this.last = read();
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("meter").factory());
  }

  void start(Fleet fleet) {
    var unused = thread.scheduleAtFixedRate(() -> second(fleet), 1, 1, TimeUnit.SECONDS);
    var probes =
        thread.scheduleAtFixedRate(this::probe, PROBE_MILLIS, PROBE_MILLIS, TimeUnit.MILLISECONDS);
    assert !unused.isDone() || !probes.isDone();
  }

  /** An event for each loop; how long it waits is how long a message would wait. */
  private void probe() {
    long sent = System.nanoTime();
    if (context.window().contains(sent)) {
      for (Place place : places) {
        place
            .loop()
            .execute(() -> place.tally().record(Latency.LOOP_LAG, System.nanoTime() - sent));
      }
    }
  }

  private void second(Fleet fleet) {
    Reading now = read();
    Histogram delivery = delivery();
    Counts counts = now.counts().since(last.counts());
    double wall = Math.max(1e-3, now.secondsSince(last));
    peakReady = Math.max(peakReady, fleet.ready());
    peakBytes = Math.max(peakBytes, now.target().residentBytes());
    double cores = (now.target().cpuNanos() - last.target().cpuNanos()) / wall / 1e9;
    Second second =
        new Second(
            (now.nanoTime() - startedAt) / 1e9,
            phase.name(),
            fleet.ready(),
            counts.get(Counter.PUBLISHED) / wall,
            (counts.get(Counter.DELIVERIES) + counts.get(Counter.SLOW_DELIVERIES)) / wall,
            delivery.getValueAtPercentile(50) / MILLI,
            delivery.getValueAtPercentile(99) / MILLI,
            delivery.getValueAtPercentile(99.9) / MILLI,
            delivery.getMaxValue() / MILLI,
            target.processes().isEmpty() ? null : Math.max(0, cores),
            now.target().residentBytes(),
            now.generator().since(last.generator()).cores());
    seconds.add(second);
    last = now;
    observer.second(second, phase.progress(now.nanoTime()), delivery);
  }

  private Histogram delivery() {
    Histogram delivery = context.collector().interval().get(Latency.DELIVERY);
    if (delivery == null) {
      throw new IllegalStateException("Deliveries are not collected.");
    }
    return delivery;
  }

  private Reading read() {
    return new Reading(
        System.nanoTime(),
        context.collector().counts(),
        target.processes(),
        target.usage(),
        health.read());
  }

  /** Says what goes on; a phase without an end has 0 nanoseconds. */
  void phase(String name, long nanos) {
    phase = new Phase(name, System.nanoTime(), nanos);
  }

  void mark(Mark mark) {
    marks.put(mark, read());
  }

  Optional<Reading> at(Mark mark) {
    return Optional.ofNullable(marks.get(mark));
  }

  /** The highest memory of the target that was seen. */
  long peakBytes() {
    return peakBytes;
  }

  /** All seconds; call it after {@link #close}. */
  List<Second> seconds() {
    return List.copyOf(seconds);
  }

  /** Stops, and collects what is left. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
        throw new IllegalStateException("The collecting thread does not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    delivery();
  }
}
