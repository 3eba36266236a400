package dev.tidewire.server.app;

import dev.tidewire.server.config.ServerConfig;
import dev.tidewire.server.redis.Examination;
import dev.tidewire.server.redis.RedisAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Whether the store that a configuration names can be used: the data folder, or Redis. */
final class StoreCheckup {
  private static final Duration CLOCKS = Duration.ofSeconds(1);

  private final InstantSource clock;

  StoreCheckup(InstantSource clock) {
    this.clock = clock;
  }

  List<Finding> of(ServerConfig config) {
    if (config.scale().redis().isPresent()) {
      return redis(config, config.scale().redis().get());
    }
    return config
        .storage()
        .dataDir()
        .map(folder -> List.of(folder(folder, config.storage().maxHistoryBytes())))
        .orElseGet(() ->
            List.of(
                Finding.advice(
                    "store",
                    "Histories are in memory only; a restart begins every channel anew.",
                    "Name a folder with data-dir, or a Redis with redis.")));
  }

  /** Tries it with a file, in the folder that is there already: it makes none. */
  private static Finding folder(Path folder, long needed) {
    String subject = "data folder";
    Path existing = folder;
    while (!Files.exists(existing) && existing.getParent() != null) {
      existing = existing.getParent();
    }
    try {
      Files.delete(Files.createTempFile(existing, "doctor", null));
      long free = Files.getFileStore(existing).getUsableSpace();
      return free < needed
          ? Finding.advice(
              subject,
              "%s has %d MiB left, and histories may take %d MiB (max-history-bytes)."
                  .formatted(folder, free >> 20, needed >> 20),
              "Make room, or lower max-history-bytes.")
          : Finding.ok(subject, "%s can be written to.".formatted(folder));
    } catch (IOException e) {
      return Finding.wrong(
          subject,
          "%s cannot be written to (%s).".formatted(folder, e.getClass().getSimpleName()),
          "Make it, and give it to the user that the server runs as: install -d -o tidewire %s"
              .formatted(folder));
    }
  }

  private List<Finding> redis(ServerConfig config, RedisAddress address) {
    List<Finding> findings = new ArrayList<>();
    for (Examination.Report report :
        Examination.of(Options.redis(config.scale(), address), clock)) {
      switch (report) {
        case Examination.Unusable unusable ->
            findings.add(
                Finding.wrong(
                    "redis",
                    "%s cannot be used: %s.".formatted(unusable.where(), unusable.reason()),
                    "redis-cli -u with the same address tells more; check the address, the password, the network between, and TLS (redis or rediss)."));
        case Examination.Usable usable -> {
          findings.add(
              Finding.ok("redis", "%s is version %s.".formatted(usable.where(), usable.version())));
          findings.add(memory(usable));
          findings.add(clocks(usable.clockAhead(), config.access().tokenLeeway()));
        }
      }
    }
    return findings;
  }

  private static Finding memory(Examination.Usable redis) {
    String policy = redis.evictionPolicy();
    if (!policy.isEmpty() && !policy.equals("noeviction")) {
      return Finding.wrong(
          "redis memory",
          "maxmemory-policy is %s: an evicted key is a lost history.".formatted(policy),
          "redis-cli CONFIG SET maxmemory-policy noeviction, and in its file.");
    }
    if (redis.maxMemory() == 0) {
      return Finding.advice(
          "redis memory",
          "maxmemory is not set: a Redis that grows over its machine is killed.",
          "Set maxmemory well below the machine's; publishes are refused then, and nothing is lost.");
    }
    return Finding.ok(
        "redis memory",
        "maxmemory is %d MiB, and nothing is evicted.".formatted(redis.maxMemory() >> 20));
  }

  static Finding clocks(Duration ahead, Duration leeway) {
    Duration apart = ahead.abs();
    String found = "Its clock and this machine's are %d ms apart.".formatted(apart.toMillis());
    String remedy = "Run chrony or another NTP client on both.";
    if (apart.compareTo(CLOCKS.compareTo(leeway) > 0 ? CLOCKS : leeway) > 0) {
      return Finding.wrong("clock", found, remedy);
    }
    return apart.compareTo(CLOCKS) > 0
        ? Finding.advice("clock", found, remedy)
        : Finding.ok("clock", found);
  }
}
