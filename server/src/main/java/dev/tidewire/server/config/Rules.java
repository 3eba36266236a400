package dev.tidewire.server.config;

import dev.tidewire.server.auth.PublicKeyFiles;
import dev.tidewire.server.channel.Namespace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What values must satisfy together. */
final class Rules {
  private final Values values;
  private final Path workingFolder;
  private final Problems problems;

  Rules(Values values, Path workingFolder, Problems problems) {
    this.values = values;
    this.workingFolder = workingFolder;
    this.problems = problems;
  }

  void checkServer(Map<String, Namespace> namespaces) {
    if (values.get(Catalogue.DEV)) {
      checkLoopback(Catalogue.HOST);
      checkLoopback(Catalogue.INTERNAL_HOST);
    } else {
      checkApiKeys();
    }
    checkTokenKeys();
    checkPorts();
    namespaces.values().forEach(this::checkQueue);
  }

  private void checkLoopback(Setting<String> setting) {
    String host = values.get(setting);
    if (!host.isEmpty() && !Loopback.names(host) && !values.get(Catalogue.DEV_ALLOW_REMOTE)) {
      problems.add(
          values.origin(setting),
          ("with --dev anybody who reaches %s could mint tokens and publish. Use 127.0.0.1, or add"
                  + " --dev-allow-remote.")
              .formatted(Printable.text(host)));
    }
  }

  /** What tokens are signed with here. */
  void checkSecrets() {
    if (values.get(Catalogue.SECRET).isEmpty() && !values.get(Catalogue.DEV)) {
      problems.add(missing(Catalogue.SECRET, "The secret that tokens are signed with"));
    }
    checkStrength();
  }

  /** What tokens are verified with. */
  private void checkTokenKeys() {
    boolean none =
        values.get(Catalogue.SECRET).isEmpty()
            && values.get(Catalogue.PUBLIC_KEYS).isEmpty()
            && values.get(Catalogue.JWKS_URL).isEmpty();
    if (none && !values.get(Catalogue.DEV)) {
      problems.add(missing(Catalogue.SECRET, "The secret that tokens are signed with"));
    }
    checkStrength();
    for (Path file : values.get(Catalogue.PUBLIC_KEYS)) {
      checkKeyFile(workingFolder.resolve(file).normalize());
    }
  }

  private void checkKeyFile(Path file) {
    try {
      var _ = PublicKeyFiles.read(file);
    } catch (IOException e) {
      problems.add(values.origin(Catalogue.PUBLIC_KEYS), String.valueOf(e.getMessage()));
    }
  }

  private void checkStrength() {
    WeakSecrets.checkTokenSecrets(
        values.get(Catalogue.SECRET), values.origin(Catalogue.SECRET), problems);
  }

  private void checkApiKeys() {
    if (values.get(Catalogue.API_KEY).isEmpty()) {
      problems.add(missing(Catalogue.API_KEY, "The key of the server API"));
    }
    WeakSecrets.checkApiKeys(
        values.get(Catalogue.API_KEY), values.origin(Catalogue.API_KEY), problems);
  }

  private static String missing(Setting<?> setting, String what) {
    return "%s is missing: set %s, or %s in the file. %s. Or try things with --dev."
        .formatted(what, setting.variable(), setting.name(), WeakSecrets.Advice.NEW_SECRET);
  }

  private void checkPorts() {
    int port = values.get(Catalogue.PORT);
    if (port != 0 && port == values.get(Catalogue.INTERNAL_PORT)) {
      problems.add(
          values.origin(Catalogue.INTERNAL_PORT),
          "the internal port must be another than the public port, but both are %d."
              .formatted(port));
    }
  }

  private void checkQueue(Namespace namespace) {
    int queue = values.get(Catalogue.MAX_QUEUED_BYTES);
    if (namespace.maxMessageBytes() > queue) {
      problems.add(
          values.origin(Catalogue.MAX_QUEUED_BYTES),
          ("a message in \"%s\" may have %d bytes, but no more than %d may wait for a client"
                  + " (max-queued-bytes).")
              .formatted(namespace.name(), namespace.maxMessageBytes(), queue));
    }
  }
}
