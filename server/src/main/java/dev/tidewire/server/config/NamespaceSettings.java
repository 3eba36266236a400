package dev.tidewire.server.config;

import static dev.tidewire.server.config.Setting.setting;

import dev.tidewire.server.channel.Namespace;
import dev.tidewire.server.channel.Namespace.Flush;
import dev.tidewire.server.channel.Namespace.PresenceMode;
import dev.tidewire.server.channel.Namespace.Publishers;
import dev.tidewire.server.history.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The settings of one namespace; only the file has them. */
final class NamespaceSettings {
  static final Setting<Integer> HISTORY =
      setting(
          "history",
          ValueType.number(0, 1_000_000),
          "0",
          "Messages that each channel keeps. With 0 nothing can be resumed.");
  static final Setting<Duration> HISTORY_AGE =
      setting("history-age", ValueType.duration("1s", "3650d"), "24h", "How long each is kept.");
  static final Setting<Duration> IDEMPOTENCY =
      setting(
          "idempotency",
          ValueType.duration("1s", "24h"),
          "5m",
          "How long a publish with the same key is taken for a retry.");
  static final Setting<Boolean> PRESENCE =
      setting("presence", ValueType.flag(), "false", "Whether its subscribers can be listed.");
  static final Setting<Publishers> PUBLISHERS =
      setting(
          "publishers",
          ValueType.choice(Publishers.class),
          "server",
          "Back ends only (server), or also clients whose token allows it (clients).");
  static final Setting<Integer> MAX_MESSAGE_SIZE =
      setting("max-message-size", ValueType.size("1B", "16MiB"), "16KiB", "The largest data.");

  static final Setting<Flush> FLUSH =
      setting(
          "flush",
          ValueType.choice(Flush.class),
          "gathered",
          "A busy I/O thread holds messages up to 5 ms, to write several at once (gathered), or "
              + "writes each at once (prompt).");

  static final List<Setting<?>> ALL =
      List.of(HISTORY, HISTORY_AGE, IDEMPOTENCY, PRESENCE, PUBLISHERS, MAX_MESSAGE_SIZE, FLUSH);

  /** The namespaces of a server whose file names none: the keys that are not as by default. */
  static final List<Example> BY_DEFAULT =
      List.of(
          new Example(
              "chat",
              "Conversations.",
              List.of(
                  "history: 500",
                  "history-age: 24h",
                  "idempotency: 5m",
                  "presence: true",
                  "publishers: clients",
                  "max-message-size: 16KiB")),
          new Example(
              "typing",
              "What is gone a moment later: who is typing, where a pointer is.",
              List.of("publishers: clients", "max-message-size: 1KiB")),
          new Example(
              "board",
              "What people arrange together; each message is one change.",
              List.of(
                  "history: 1000",
                  "history-age: 24h",
                  "presence: true",
                  "publishers: clients",
                  "max-message-size: 4KiB")),
          new Example(
              "machine",
              "Measurements for a dashboard.",
              List.of("history: 900", "history-age: 15m")),
          new Example("feed", "News from a back end.", List.of("history: 1000", "history-age: 1h")),
          new Example(
              "user",
              "Notifications to one user, as in user:alice.",
              List.of("history: 100", "history-age: 24h")));

  /** A namespace as it stands in the default file. */
  record Example(String name, String comment, List<String> lines) {}

  private NamespaceSettings() {}

  static Map<String, Setting<?>> byName() {
    return ALL.stream().collect(Collectors.toUnmodifiableMap(Setting::name, Function.identity()));
  }

  /**
   * The namespace that these values describe.
   *
   * @throws IllegalArgumentException when the name is not one
   */
  static Namespace namespace(String name, Values values) {
    int size = values.get(HISTORY);
    Retention retention =
        size == 0
            ? Retention.NONE
            : new Retention(size, values.get(HISTORY_AGE), values.get(IDEMPOTENCY));
    return new Namespace(
        name,
        retention,
        values.get(PRESENCE) ? PresenceMode.ON : PresenceMode.OFF,
        values.get(PUBLISHERS),
        values.get(MAX_MESSAGE_SIZE),
        values.get(FLUSH));
  }
}
