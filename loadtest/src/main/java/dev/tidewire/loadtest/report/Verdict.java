package dev.tidewire.loadtest.report;

import dev.tidewire.loadtest.measure.Counter;
import dev.tidewire.loadtest.measure.GeneratorHealth;
import dev.tidewire.loadtest.measure.Latency;
import dev.tidewire.loadtest.scenario.Findings;
import dev.tidewire.loadtest.scenario.Plan;
import dev.tidewire.loadtest.scenario.Reading;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * Decides whether a run measured the server or the generator. A generator without time of its own
 * makes every server look slow, and no figure of such a run says anything about one. Nor does one
 * of a machine that was kept from working.
 */
final class Verdict {
  /** Beyond this share of its time a loop has no reserve for a burst. */
  static final double MAX_LOOP = 0.9;

  /** How late it may send, and how long what came may wait for it, at the 99th percentile. */
  static final double MAX_LAG_MILLIS = 5;

  /** Beyond it, a lag counts when it is a large part of the latency that was measured. */
  static final double MAX_LAG_SHARE = 0.5;

  /** Pauses of the garbage collector, as a share of the measured time. */
  static final double MAX_PAUSE_SHARE = 0.02;

  /** The hypervisor's share of the cores: a virtual machine is seldom without some. */
  static final double MAX_STOLEN_SHARE = 0.1;

  private Verdict() {}

  static Result.Generator of(Plan plan, Findings findings) {
    Reading from = findings.measureFrom().or(findings::start).orElseThrow();
    Reading to = findings.measureTo().or(findings::idle).or(findings::settled).orElse(from);
    GeneratorHealth.Use use = to.generator().since(from.generator());
    List<String> why = new ArrayList<>(ofTheMachine(use));
    lags(findings, why);
    if (!Double.isInfinite(plan.load().rate())) {
      unsent(findings, why);
    }
    return new Result.Generator(
        use.busiestLoop(),
        use.cores(),
        use.pauseMillis(),
        use.stolenShare(),
        !why.isEmpty(),
        List.copyOf(why));
  }

  /** What was wrong with the generator and its machine, whatever was measured. */
  static List<String> ofTheMachine(GeneratorHealth.Use use) {
    List<String> why = new ArrayList<>();
    if (use.busiestLoop() > MAX_LOOP) {
      why.add(
          "One of its loops was running %.0f %% of the time.".formatted(100 * use.busiestLoop()));
    }
    if (use.pauseShare() > MAX_PAUSE_SHARE) {
      why.add("Its garbage collector paused it for %d ms.".formatted(use.pauseMillis()));
    }
    if (use.stolenShare() > MAX_STOLEN_SHARE) {
      why.add(
          "The hypervisor kept %.0f %% of the cores' time to itself."
              .formatted(100 * use.stolenShare()));
    }
    return why;
  }

  private static void lags(Findings findings, List<String> why) {
    double delivery = p99(findings, Latency.DELIVERY);
    double sendLag = p99(findings, Latency.SEND_LAG);
    double loopLag = p99(findings, Latency.LOOP_LAG);
    String format = "%s up to %.1f ms (p99), of the %.1f ms of a delivery.";
    if (isMaterial(sendLag, delivery)) {
      why.add(format.formatted("It was late in sending by", sendLag, delivery));
    }
    if (isMaterial(loopLag, delivery)) {
      why.add(format.formatted("What came waited for it for", loopLag, delivery));
    }
  }

  private static boolean isMaterial(double lag, double delivery) {
    return lag > MAX_LAG_MILLIS && lag > MAX_LAG_SHARE * delivery;
  }

  /** Too many waiting answers are the server's doing and no fault here, but they must be told. */
  private static void unsent(Findings findings, List<String> why) {
    long unsent = findings.counts().get(Counter.UNSENT);
    long acknowledged = findings.counts().get(Counter.ACKNOWLEDGED);
    if (unsent > 0 && acknowledged == 0) {
      why.add("Of the messages that were due, %d could not be sent.".formatted(unsent));
    }
  }

  private static double p99(Findings findings, Latency latency) {
    Histogram histogram = findings.latencies().total(latency);
    return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(99) / 1e3;
  }
}
