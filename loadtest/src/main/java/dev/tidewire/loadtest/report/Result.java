package dev.tidewire.loadtest.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tidewire.loadtest.scenario.Second;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of one run, as it stands in the JSON file; {@code result.schema.json} describes it.
 *
 * @param schema the version of this format
 * @param experiment reports put runs of the same experiment side by side
 * @param x which point of a growth curve this run is
 * @param settings the values of all options, secrets left out
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Result(
    int schema,
    String experiment,
    @Nullable Double x,
    String label,
    String scenario,
    String peer,
    String startedAt,
    Map<String, String> settings,
    Map<String, String> environment,
    Rates rates,
    Checks checks,
    Map<String, LatencyFigures> latencies,
    @Nullable TargetFigures target,
    Generator generator,
    Map<String, Long> counts,
    Map<String, Long> reasons,
    List<Second> seconds,
    List<ThresholdResult> thresholds) {
  static final int SCHEMA = 1;

  /**
   * How much happened in the measured time.
   *
   * @param targetPublish messages per second that were asked for; missing: as fast as possible
   * @param bytesPerDelivery what came over the network for one message, protocol and all
   * @param messageBytesPerDelivery the same without frame headers and compression
   * @param readsPerDelivery how many reads brought one message: below 1, the server gathered
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Rates(
      double seconds,
      @Nullable Double targetPublish,
      double publish,
      double delivery,
      double bytes,
      @Nullable Double bytesPerDelivery,
      @Nullable Double messageBytesPerDelivery,
      double connectsPerSecond,
      @Nullable Double readsPerDelivery) {}

  /**
   * Whether every message came, once and in order.
   *
   * @param owed deliveries that had to happen
   * @param deliveredShare which share of them did
   */
  public record Checks(
      long owed,
      long lost,
      double deliveredShare,
      long clientsWithLoss,
      long duplicates,
      long reordered,
      long misrouted,
      long violations,
      long unrecovered,
      long notReturned) {}

  /**
   * A distribution, in milliseconds.
   *
   * @param histogram an HdrHistogram of microseconds, compressed, in Base64
   */
  public record LatencyFigures(
      long count,
      double min,
      double mean,
      double p50,
      double p90,
      double p99,
      double p999,
      double max,
      String histogram) {}

  /**
   * What the server needed. A figure is missing when the run did not measure it.
   *
   * @param connectCpuMicros CPU for one connect: TCP, upgrade, token and subscriptions
   * @param bytesPerConnection resident memory that an idle, subscribed connection adds, with its
   *     share of what the server grows only once
   * @param idleCores CPU while nothing happened
   * @param cpuMicrosPerDelivery CPU of the measured time by deliveries
   * @param systemShare which share of the CPU was spent in the kernel
   * @param growthPerHour bytes per hour by which memory grew while it was measured; missing in runs
   *     that are too short to tell
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record TargetFigures(
      List<Long> pids,
      @Nullable Double connectCpuMicros,
      @Nullable Double bytesPerConnection,
      @Nullable Double idleCores,
      @Nullable Double cores,
      @Nullable Double systemShare,
      @Nullable Double cpuMicrosPerDelivery,
      @Nullable Double growthPerHour,
      long residentAtStart,
      long residentConnected,
      long residentPeak) {}

  /**
   * How the generator itself did.
   *
   * @param busiestLoop the share of the measured time that its busiest loop was running
   * @param stolenShare the share of its machine's cores that the hypervisor kept
   * @param saturated whether it was the generator, or the machine, that was measured
   * @param why the reasons, in sentences
   */
  public record Generator(
      double busiestLoop,
      double cores,
      long pauseMillis,
      double stolenShare,
      boolean saturated,
      List<String> why) {}

  /** A bound that was asked for, and whether it held. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ThresholdResult(String threshold, @Nullable Double actual, boolean passed) {}

  Result withThresholds(List<ThresholdResult> results) {
    return new Result(
        schema,
        experiment,
        x,
        label,
        scenario,
        peer,
        startedAt,
        settings,
        environment,
        rates,
        checks,
        latencies,
        target,
        generator,
        counts,
        reasons,
        seconds,
        results);
  }

  /** Whether all bounds held. */
  public boolean passed() {
    return thresholds.stream().allMatch(ThresholdResult::passed);
  }
}
