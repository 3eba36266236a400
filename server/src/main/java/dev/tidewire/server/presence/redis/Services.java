package dev.tidewire.server.presence.redis;

import dev.tidewire.server.metrics.PresenceMetrics;
import dev.tidewire.server.redis.Redis;
import java.util.random.RandomGenerator;

/** What the channels of one node share. */
record Services(
    Redis redis,
    Store store,
    Lease lease,
    BatchNumbers numbers,
    Worker worker,
    Pacer pacer,
    RedisPresenceOptions options,
    PresenceMetrics metrics,
    RandomGenerator random) {}
