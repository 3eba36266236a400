package dev.tidewire.server.config;

import dev.tidewire.server.auth.Secret;
import dev.tidewire.server.channel.Namespace;
import dev.tidewire.server.config.ServerConfig.Access;
import dev.tidewire.server.config.ServerConfig.Connections;
import dev.tidewire.server.config.ServerConfig.Http;
import dev.tidewire.server.config.ServerConfig.Listen;
import dev.tidewire.server.config.ServerConfig.Logging;
import dev.tidewire.server.config.ServerConfig.Mode;
import dev.tidewire.server.config.ServerConfig.Scale;
import dev.tidewire.server.config.ServerConfig.Sessions;
import dev.tidewire.server.config.ServerConfig.Storage;
import dev.tidewire.server.config.ServerConfig.Tokens;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A configuration that was found right, with the origin of each value. Immutable; reading it writes
 * nothing, only {@link #serverConfig} may make the development secret.
 */
public final class Configuration {
  private final Values values;
  private final Map<String, Namespace> namespaces;
  private final Optional<Path> file;
  private final Path workingFolder;

  Configuration(
      Values values, Map<String, Namespace> namespaces, Optional<Path> file, Path workingFolder) {
    this.values = values;
    this.namespaces = Map.copyOf(namespaces);
    this.file = file;
    this.workingFolder = workingFolder;
  }

  /** The file that was read, if there was one. */
  public Optional<Path> file() {
    return file;
  }

  /** The namespaces by name. */
  public Map<String, Namespace> namespaces() {
    return namespaces;
  }

  /** What a server is started for. */
  public Mode mode() {
    return values.get(Catalogue.DEV) ? Mode.DEVELOPMENT : Mode.PRODUCTION;
  }

  /** Every setting in the order of the catalogue, secrets redacted. */
  public List<ShownSetting> shown() {
    List<ShownSetting> shown = new ArrayList<>();
    for (Catalogue.Group group : Catalogue.GROUPS) {
      for (Setting<?> setting : group.settings()) {
        Given given = values.given(setting);
        shown.add(
            new ShownSetting(
                group.title(), setting.name(), text(setting, given), given.origin().toString()));
      }
    }
    return shown;
  }

  private String text(Setting<?> setting, Given given) {
    String text = String.join(", ", given.texts());
    if (setting.equals(Catalogue.SECRET) && text.isEmpty()) {
      return mode() == Mode.DEVELOPMENT ? "(generated)" : "";
    }
    return setting.isSecret() && !text.isEmpty() ? "(redacted)" : Printable.text(text);
  }

  /**
   * The token secrets; in development, without one given, the one that is kept in the folder. Empty
   * when only public keys verify tokens.
   */
  public List<Secret> secrets() throws ConfigException {
    List<Secret> given = values.get(Catalogue.SECRET);
    if (!given.isEmpty() || mode() == Mode.PRODUCTION) {
      return given;
    }
    Optional<Path> folder = dataDir();
    return List.of(folder.isPresent() ? DevSecret.in(folder.get()) : DevSecret.generate());
  }

  private Optional<Path> dataDir() {
    return values.get(Catalogue.DATA_DIR).map(folder -> workingFolder.resolve(folder).normalize());
  }

  /**
   * The records.
   *
   * @throws ConfigException when the development secret cannot be made or read
   */
  public ServerConfig serverConfig() throws ConfigException {
    return new ServerConfig(
        mode(),
        listen(),
        new Access(
            secrets(),
            values.get(Catalogue.API_KEY),
            values.get(Catalogue.ALLOWED_ORIGINS),
            values.get(Catalogue.TOKEN_LEEWAY),
            tokens()),
        connections(),
        new Sessions(
            values.get(Catalogue.CONNECT_TIMEOUT),
            values.get(Catalogue.MAX_SUBSCRIPTIONS),
            values.get(Catalogue.REQUEST_RATE),
            values.get(Catalogue.REQUEST_BURST)),
        new Storage(
            dataDir(),
            values.get(Catalogue.MAX_CHANNELS),
            values.get(Catalogue.MAX_HISTORY_BYTES),
            values.get(Catalogue.MAX_KEYS_PER_CHANNEL)),
        scale(),
        new Http(
            values.get(Catalogue.PARSE_TIMEOUT),
            values.get(Catalogue.MAX_HEADER_SIZE),
            values.get(Catalogue.BODY_TIMEOUT),
            values.get(Catalogue.MAX_API_BODY),
            values.get(Catalogue.DRAIN)),
        logging(),
        namespaces);
  }

  /** How to log; needed before anything else. */
  public Logging logging() {
    return new Logging(values.get(Catalogue.LOG_FORMAT), values.get(Catalogue.LOG_LEVEL));
  }

  /** What tokens are verified with beside a secret. */
  public Tokens tokens() {
    return new Tokens(
        values.get(Catalogue.PUBLIC_KEYS).stream()
            .map(file -> workingFolder.resolve(file).normalize())
            .toList(),
        values.get(Catalogue.JWKS_URL),
        values.get(Catalogue.TOKEN_ISSUER),
        values.get(Catalogue.TOKEN_AUDIENCE),
        values.get(Catalogue.TOKEN_CACHE));
  }

  private Scale scale() {
    return new Scale(
        values.get(Catalogue.REDIS),
        values
            .get(Catalogue.REDIS_CERTIFICATES)
            .map(file -> workingFolder.resolve(file).normalize()),
        values.get(Catalogue.REDIS_TIMEOUT),
        values.get(Catalogue.LINGER),
        values.get(Catalogue.RECENT_MESSAGES),
        values.get(Catalogue.MAX_RECENT_BYTES));
  }

  private Listen listen() {
    String host = values.get(Catalogue.HOST);
    String internalHost = values.get(Catalogue.INTERNAL_HOST);
    return new Listen(
        host,
        values.get(Catalogue.PORT),
        internalHost.isEmpty() ? host : internalHost,
        values.get(Catalogue.INTERNAL_PORT),
        values.get(Catalogue.LOOPS),
        values.get(Catalogue.IO_URING));
  }

  private Connections connections() {
    return new Connections(
        values.get(Catalogue.MAX_CONNECTIONS),
        values.get(Catalogue.MAX_MESSAGE_SIZE),
        values.get(Catalogue.MAX_FRAGMENTS),
        values.get(Catalogue.MAX_QUEUED_BYTES),
        values.get(Catalogue.MAX_QUEUE_AGE),
        values.get(Catalogue.HEARTBEAT),
        values.get(Catalogue.PONG_TIMEOUT),
        values.get(Catalogue.CLOSE_TIMEOUT),
        values.get(Catalogue.MAX_CONTROL_FRAMES_PER_MINUTE),
        values.get(Catalogue.COMPRESSION)
            ? Optional.of(values.get(Catalogue.COMPRESSION_THRESHOLD))
            : Optional.empty(),
        values.get(Catalogue.MAX_BACKLOG));
  }
}
