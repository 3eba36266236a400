package dev.tidewire.loadtest.scenario;

import org.jspecify.annotations.Nullable;

/**
 * One second of a run, for the live display and the charts.
 *
 * @param at seconds since the run's start
 * @param ready clients that are connected and subscribed
 * @param p50 percentiles of the delivery latency in milliseconds, of messages that came in this
 *     second
 * @param targetCores CPU that the target used; missing when it cannot be seen
 */
public record Second(
    double at,
    String phase,
    int ready,
    double published,
    double delivered,
    double p50,
    double p99,
    double p999,
    double max,
    @Nullable Double targetCores,
    long targetBytes,
    double generatorCores) {}
