package dev.tidewire.server.app;

import dev.tidewire.server.config.ServerConfig;
import dev.tidewire.server.config.ServerConfig.Mode;
import dev.tidewire.server.redis.RedisAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code serve} tells a person when it is up: where everything is, and one thing to try.
 *
 * @param publicPort the port that was opened, also when the configuration left the choice open
 * @param internalPort likewise
 */
record StartUpMessage(ServerConfig config, Optional<Path> file, int publicPort, int internalPort) {

  String text() {
    boolean development = config.mode() == Mode.DEVELOPMENT;
    String open = "%s:%d".formatted(reachable(config.listen().host()), publicPort);
    String internal = "%s:%d".formatted(reachable(config.listen().internalHost()), internalPort);
    StringBuilder text = new StringBuilder();
    text.append(
        "\n  Tidewire %s is up%s.\n\n"
            .formatted(Version.text(), development ? ", for development" : ""));
    if (development) {
      line(text, "Chat", "http://%s/".formatted(open));
      line(text, "Dashboard", "http://%s/dashboard/".formatted(open));
    }
    line(text, "WebSocket", "ws://%s/ws".formatted(open));
    line(text, "Server API", "http://%s/api/publish".formatted(internal));
    line(text, "Metrics", "http://%s/metrics".formatted(internal));
    line(text, "Health", "http://%s/health/ready".formatted(internal));
    line(text, "Settings", file.map(Path::toString).orElse("no file; ./tidewire print-config"));
    line(text, "Data", data());
    text.append("\n  Publish something:\n\n").append(curl(internal, development));
    if (development) {
      text.append("\n  Get a token:\n\n    ./tidewire token --dev --user alice")
          .append(" --caps '{\"chat:*\":[\"*\"]}'\n");
    }
    return text.append("\n  Stop with Ctrl-C.\n\n").toString();
  }

  private String data() {
    return config
        .scale()
        .redis()
        .map(RedisAddress::toString)
        .or(() -> config.storage().dataDir().map(Path::toString))
        .orElse("memory only");
  }

  private static void line(StringBuilder text, String what, String where) {
    text.append("  %-11s %s\n".formatted(what, where));
  }

  /** Only the development key is shown; another one stays in the environment of who knows it. */
  private static String curl(String internal, boolean development) {
    String key = development ? "dev" : "$TIDEWIRE_API_KEY";
    return """
        curl -H "Authorization: Bearer %s" \\
          -d '{"channel":"chat:lobby","data":{"text":"Hello from curl"}}' \\
          http://%s/api/publish
    """
        .formatted(key, internal)
        .indent(0);
  }

  /** A host to put into a URL: nobody connects to "any address". */
  private static String reachable(String host) {
    return switch (host) {
      case "0.0.0.0", "::", "127.0.0.1", "::1" -> "localhost";
      default -> host.indexOf(':') < 0 ? host : "[" + host + "]";
    };
  }
}
