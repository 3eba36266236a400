package dev.tidewire.server.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where Redis is and who we are to it.
 *
 * <p>Written {@code redis://[user:password@]host[:port][/database]} for one server, {@code
 * redis-sentinel://[user:password@]host[:port],host[:port]…[/database]#master} for a primary that
 * sentinels know, {@code redis-cluster://[user:password@]host[:port],host[:port]…} for a cluster,
 * each also with {@code rediss} for TLS. Names and passwords are percent-encoded.
 *
 * @param hosts where to begin: the server, the sentinels, or some nodes of the cluster
 * @param database of a single server or a sentinels' primary; a cluster has 0 only
 * @param master the name that the sentinels know the primary by; empty otherwise
 */
public record RedisAddress(
    Kind kind,
    boolean tls,
    List<Host> hosts,
    Optional<Credentials> credentials,
    int database,
    String master) {

  private static final int PORT = 6379;
  private static final int SENTINEL_PORT = 26379;
  private static final int MAX_PORT = 65535;
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(redis|rediss)(-sentinel|-cluster)?://(?:([^@/#]*)@)?([^@/#]+)(?:/([0-9]*))?(?:#(.+))?");

  /** How many servers there are and who knows which of them leads. */
  public enum Kind {
    STANDALONE,
    SENTINEL,
    CLUSTER
  }

  /** A place to connect to. */
  public record Host(String name, int port) {
    @Override
    public String toString() {
      return name.indexOf(':') < 0 ? name + ":" + port : "[" + name + "]:" + port;
    }
  }

  /**
   * Who we are.
   *
   * @param user of Redis' access control lists; empty for the default one
   */
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return "Credentials[hidden]";
    }
  }

  /** Copies the list. */
  public RedisAddress {
    hosts = List.copyOf(hosts);
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException when it is none; the message names no secret
   */
  public static RedisAddress parse(String text) {
    Matcher parts = GRAMMAR.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "An address of Redis looks like redis://host:6379, redis-sentinel://host:26379#name or"
              + " redis-cluster://host:6379, each also with rediss for TLS.");
    }
    Kind kind = kind(parts.group(2));
    String database = parts.group(5);
    String master = parts.group(6);
    if (kind == Kind.SENTINEL && master == null) {
      throw new IllegalArgumentException(
          "An address of sentinels ends with the name of the primary, as in"
              + " redis-sentinel://host:26379#mymaster.");
    }
    if (kind != Kind.SENTINEL && master != null) {
      throw new IllegalArgumentException("Only an address of sentinels names a primary behind #.");
    }
    if (kind == Kind.CLUSTER && database != null && !database.isEmpty()) {
      throw new IllegalArgumentException("A cluster has no databases to choose from.");
    }
    List<Host> hosts = hosts(parts.group(4), kind == Kind.SENTINEL ? SENTINEL_PORT : PORT);
    if (kind == Kind.STANDALONE && hosts.size() > 1) {
      throw new IllegalArgumentException(
          "redis:// names one host; several are written redis-cluster:// or redis-sentinel://.");
    }
    return new RedisAddress(
        kind,
        parts.group(1).equals("rediss"),
        hosts,
        credentials(parts.group(3)),
        database == null || database.isEmpty() ? 0 : number(database, "A database", 0, 65535),
        master == null ? "" : master);
  }

  /** The address without its secrets, for people. */
  @Override
  public String toString() {
    String scheme =
        (tls ? "rediss" : "redis")
            + switch (kind) {
              case STANDALONE -> "";
              case SENTINEL -> "-sentinel";
              case CLUSTER -> "-cluster";
            };
    return scheme
        + "://"
        + String.join(",", hosts.stream().map(Host::toString).toList())
        + (database == 0 ? "" : "/" + database)
        + (master.isEmpty() ? "" : "#" + master);
  }

  private static Kind kind(String suffix) {
    if (suffix == null) {
      return Kind.STANDALONE;
    }
    return suffix.equals("-cluster") ? Kind.CLUSTER : Kind.SENTINEL;
  }

  private static List<Host> hosts(String text, int port) {
    List<Host> hosts = new ArrayList<>();
    for (String one : text.split(",", -1)) {
      URI parsed;
      try {
        parsed = new URI("redis://" + one).parseServerAuthority();
      } catch (URISyntaxException e) {
        throw new IllegalArgumentException("\"%s\" is no host of Redis.".formatted(one), e);
      }
      if (parsed.getHost() == null) {
        throw new IllegalArgumentException("\"%s\" is no host of Redis.".formatted(one));
      }
      String name = parsed.getHost().replaceAll("[\\[\\]]", "");
      hosts.add(new Host(name, parsed.getPort() < 0 ? port : checkedPort(parsed.getPort())));
    }
    return hosts;
  }

  private static int checkedPort(int port) {
    return number(String.valueOf(port), "A port", 1, MAX_PORT);
  }

  private static int number(String digits, String what, int least, int most) {
    int value = digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s of Redis is from %d to %d, not %s.".formatted(what, least, most, digits));
    }
    return value;
  }

  private static Optional<Credentials> credentials(String text) {
    if (text == null || text.isEmpty()) {
      return Optional.empty();
    }
    int colon = text.indexOf(':');
    String user = colon < 0 ? "" : text.substring(0, colon);
    return Optional.of(new Credentials(decoded(user), decoded(text.substring(colon + 1))));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
