package dev.tidewire.loadtest.scenario;

import dev.tidewire.loadtest.measure.Payload;
import dev.tidewire.loadtest.net.Compression;
import dev.tidewire.loadtest.net.Endpoint;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;

/** What a run does, decided before it starts. */
public record Plan(Target target, Load load, Timing timing, long seed) {
  /**
   * What is put under load.
   *
   * @param endpoints where clients connect, in turn
   * @param publishTo the HTTP endpoints that publishers post to, in turn; empty: they publish over
   *     WebSockets
   * @param locals the addresses that clients connect from, in turn; empty: as the system chooses
   * @param compression what clients offer
   * @param pids the server's processes, whose CPU and memory are read; empty: found by their ports
   * @param metrics where the servers tell it instead, in the Prometheus text format
   */
  public record Target(
      List<Endpoint> endpoints,
      List<Endpoint> publishTo,
      List<SocketAddress> locals,
      Compression compression,
      List<Long> pids,
      List<URI> metrics) {}

  /**
   * How much.
   *
   * @param connections subscribers
   * @param channels channels, each with the same load
   * @param subscriptions channels that each subscriber listens to
   * @param publishers connections that publish
   * @param rate messages per second on all channels together; infinite: as fast as answers come
   * @param burst how many messages are due at the same moment
   * @param size bytes of each message's content
   * @param payload what they are filled up with
   * @param inFlight how many messages of one publisher may wait for their answer
   */
  public record Load(
      int connections,
      int channels,
      int subscriptions,
      int publishers,
      double rate,
      int burst,
      int size,
      Payload payload,
      int inFlight) {}

  /**
   * When.
   *
   * @param connectRate new connections per second
   * @param connectTimeout how long it may take until all are there
   * @param settle how long is waited until a connected server has come to rest
   * @param drain how long is waited at the end for what is still missing
   * @param loops the generator's threads that read
   */
  public record Timing(
      double connectRate,
      Duration connectTimeout,
      Duration settle,
      Duration warmUp,
      Duration duration,
      Duration drain,
      int loops) {}
}
