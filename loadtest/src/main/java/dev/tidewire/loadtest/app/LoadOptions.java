package dev.tidewire.loadtest.app;

import dev.tidewire.loadtest.measure.Payload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How much, how fast, how long. */
final class LoadOptions {
  @Option(
      names = {"-c", "--connections"},
      paramLabel = "N",
      description = "Clients that listen. Default: ${DEFAULT-VALUE}.")
  int connections = 1000;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description = "Channels. Default: ${DEFAULT-VALUE}.")
  int channels = 1;

  @Option(
      names = "--subscriptions",
      paramLabel = "N",
      description = "Channels that each client listens to. Default: ${DEFAULT-VALUE}.")
  int subscriptions = 1;

  @Option(
      names = {"-p", "--publishers"},
      paramLabel = "N",
      description =
          "Connections that publish; 0: as many as the rate and the way need. Default: ${DEFAULT-VALUE}.")
  int publishers;

  @Option(
      names = {"-r", "--rate"},
      paramLabel = "PER_SECOND",
      converter = Rates.class,
      description =
          "Messages per second on all channels together; max: a closed loop, as fast as answers come. Default: ${DEFAULT-VALUE}.")
  double rate = 50;

  @Option(
      names = "--burst",
      paramLabel = "N",
      description =
          "Messages that are due at the same moment, as when a back end publishes all its values at once; the rate stays. Default: ${DEFAULT-VALUE}.")
  int burst = 1;

  @Option(
      names = {"-s", "--size"},
      paramLabel = "SIZE",
      converter = Sizes.class,
      description = "The size of each message's data. Default: ${DEFAULT-VALUE}.")
  int size = 128;

  @Option(
      names = "--payload",
      paramLabel = "KIND",
      description =
          "What messages consist of: random, which no compression makes much smaller, or text, like JSON. Default: random.")
  Payload payload = Payload.RANDOM;

  @Option(
      names = {"-d", "--duration"},
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "20s",
      description = "How long is measured. Default: ${DEFAULT-VALUE}.")
  Duration duration = Duration.ofSeconds(20);

  @Option(
      names = {"-w", "--warm-up"},
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "5s",
      description = "How long is published before. Default: ${DEFAULT-VALUE}.")
  Duration warmUp = Duration.ofSeconds(5);

  @Option(
      names = "--drain",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "10s",
      description =
          "How long is waited at the end for what is still missing. Default: ${DEFAULT-VALUE}.")
  Duration drain = Duration.ofSeconds(10);

  @Option(
      names = "--connect-rate",
      paramLabel = "PER_SECOND",
      description = "New connections per second. Default: ${DEFAULT-VALUE}.")
  double connectRate = 1000;

  @Option(
      names = "--connect-timeout",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "60s",
      description =
          "How long it may take until all clients are ready; at most 5 s as long as each is turned"
              + " away. Default: ${DEFAULT-VALUE}.")
  Duration connectTimeout = Duration.ofSeconds(60);

  @Option(
      names = "--settle",
      paramLabel = "TIME",
      converter = Durations.class,
      defaultValue = "2s",
      description =
          "How long a connected server is left alone before its memory is read. Default: ${DEFAULT-VALUE}.")
  Duration settle = Duration.ofSeconds(2);

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description =
          "Messages of one publisher that may wait for an answer. Default: 16 with --rate max, else 1000.")
  int inFlight;

  @Option(
      names = "--local-address",
      split = ",",
      paramLabel = "ADDRESS",
      description =
          "Addresses that clients connect from, in turn, when one's ports are too few, such as 127.0.0.2,127.0.0.3.")
  List<String> localAddresses = new ArrayList<>();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "The generator's threads that read. Default: half of the cores.")
  int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Decides what is random. Default: ${DEFAULT-VALUE}.")
  long seed = 1;
}
