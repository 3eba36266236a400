package dev.tidewire.server.config;

import dev.tidewire.server.channel.Namespace;
import java.util.List;
import java.util.Map;

/** What values must satisfy together. */
final class Rules {
  private final Values values;
  private final Problems problems;

  Rules(Values values, Problems problems) {
    this.values = values;
    this.problems = problems;
  }

  void checkServer(Map<String, Namespace> namespaces) {
    if (values.get(Catalogue.DEV)) {
      checkLoopback(Catalogue.HOST);
      checkLoopback(Catalogue.INTERNAL_HOST);
    } else {
      checkApiKeys();
    }
    checkSecrets();
    checkPorts();
    namespaces.values().forEach(this::checkQueue);
  }

  private void checkLoopback(Setting<String> setting) {
    String host = values.get(setting);
    if (!host.isEmpty() && !isLoopback(host) && !values.get(Catalogue.DEV_ALLOW_REMOTE)) {
      problems.add(
          values.origin(setting),
          ("with --dev anybody who reaches %s could mint tokens and publish. Use 127.0.0.1, or add"
                  + " --dev-allow-remote.")
              .formatted(Printable.text(host)));
    }
  }

  /** By name and not by look-up: a name server's answer can change. */
  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  void checkSecrets() {
    List<?> secrets = values.get(Catalogue.SECRET);
    if (secrets.isEmpty() && !values.get(Catalogue.DEV)) {
      problems.add(missing(Catalogue.SECRET, "The secret that tokens are signed with"));
    }
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
