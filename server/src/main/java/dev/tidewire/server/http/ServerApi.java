package dev.tidewire.server.http;

import dev.tidewire.server.auth.ApiKeys;
import dev.tidewire.server.channel.Channels;
import dev.tidewire.server.cluster.Cluster;
import dev.tidewire.server.protocol.JsonCodec;
import java.time.InstantSource;

/**
 * What the server API is made of.
 *
 * @param keys that open it
 * @param maxBody bytes of one request
 */
public record ServerApi(
    Channels channels,
    JsonCodec codec,
    Cluster cluster,
    ApiKeys keys,
    int maxBody,
    InstantSource clock) {}
