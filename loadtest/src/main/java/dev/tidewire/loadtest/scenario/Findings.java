package dev.tidewire.loadtest.scenario;

import dev.tidewire.loadtest.fleet.Audit;
import dev.tidewire.loadtest.measure.Collector;
import dev.tidewire.loadtest.measure.Counts;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has found, raw; reports are made from it.
 *
 * @param start each of the readings is there when the run got that far
 * @param counts everything that was counted from start to end
 * @param latencies the histograms of the whole run
 * @param readyAtEnd clients that were connected at the end
 * @param peakBytes the target's highest memory that was seen
 */
public record Findings(
    Optional<Reading> start,
    Optional<Reading> connecting,
    Optional<Reading> connected,
    Optional<Reading> settled,
    Optional<Reading> idle,
    Optional<Reading> measureFrom,
    Optional<Reading> measureTo,
    Counts counts,
    Collector latencies,
    Audit audit,
    int readyAtEnd,
    List<Long> processes,
    long peakBytes,
    Map<String, Long> reasons,
    List<Second> seconds) {}
