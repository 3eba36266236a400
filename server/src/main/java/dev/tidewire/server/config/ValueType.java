package dev.tidewire.server.config;

import dev.tidewire.server.redis.RedisAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a setting's text is read.
 *
 * @param placeholder what stands for a value in help, as in {@code --port <number>}
 * @param expectation what is expected, as in "a number from 0 to 65535"
 * @param reader from all the texts that one source gave to the value, or an {@code
 *     IllegalArgumentException}, whose message is not shown
 */
record ValueType<T>(
    String placeholder, String expectation, Function<List<String>, T> reader, Arity arity) {
  private static final int MAX_TEXT_LENGTH = 255;

  /** How many texts a value may have. */
  enum Arity {
    ONE,
    MANY
  }

  private static <T> ValueType<T> one(
      String placeholder, String expectation, Function<String, T> reader) {
    Function<List<String>, T> ofOne =
        texts -> {
          require(texts.size() == 1);
          return reader.apply(texts.getFirst());
        };
    return new ValueType<>(placeholder, expectation, ofOne, Arity.ONE);
  }

  /**
   * Reads a value.
   *
   * @throws IllegalArgumentException when it is not what is expected
   */
  T read(List<String> texts) {
    return reader.apply(texts);
  }

  static ValueType<Boolean> flag() {
    return one(
        "true|false",
        "true or false",
        text -> {
          require(text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"));
          return Boolean.valueOf(text);
        });
  }

  static ValueType<Integer> number(int min, int max) {
    return one(
        "number",
        "a whole number from %d to %d".formatted(min, max),
        text -> within(Integer.parseInt(text), min, max));
  }

  static ValueType<Integer> size(String min, String max) {
    ValueType<Long> wide = bigSize(min, max);
    return one(
        wide.placeholder, wide.expectation, text -> Math.toIntExact(wide.read(List.of(text))));
  }

  static ValueType<Long> bigSize(String min, String max) {
    return one(
        "size",
        "a size such as 64KiB or 1MiB, from %s to %s".formatted(min, max),
        text -> within(Units.size(text), Units.size(min), Units.size(max)));
  }

  static ValueType<Duration> duration(String min, String max) {
    return one(
        "duration",
        "a duration such as 250ms, 10s, 5m or 24h, from %s to %s".formatted(min, max),
        text -> within(Units.duration(text), Units.duration(min), Units.duration(max)));
  }

  static <E extends Enum<E>> ValueType<E> choice(Class<E> type) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(e -> e.name().toLowerCase(Locale.ROOT)).toList();
    return one(
        String.join("|", names),
        "one of " + String.join(", ", names),
        text -> {
          require(names.contains(text.toLowerCase(Locale.ROOT)));
          return Enum.valueOf(type, text.toUpperCase(Locale.ROOT));
        });
  }

  static ValueType<String> host() {
    return one(
        "address",
        "a host name or an address, without a port",
        text -> {
          require(text.matches("[A-Za-z0-9.:_%-]*"));
          return text;
        });
  }

  static ValueType<Optional<Path>> folder() {
    return path("folder");
  }

  static ValueType<Optional<Path>> file() {
    return path("file");
  }

  /** RFC 7519 section 2, StringOrURI: what {@code iss} and {@code aud} may be. */
  static ValueType<Optional<String>> text() {
    return one(
        "text",
        "a text of at most %d characters, or nothing".formatted(MAX_TEXT_LENGTH),
        text -> {
          require(text.length() <= MAX_TEXT_LENGTH);
          require(text.chars().noneMatch(Character::isISOControl));
          return text.isEmpty() ? Optional.empty() : Optional.of(text);
        });
  }

  /** Whoever could change an answer on its way could sign tokens: it travels through TLS. */
  static ValueType<Optional<URI>> keysUrl() {
    return one(
        "url",
        "an https URL such as https://example.org/.well-known/jwks.json (http only on this"
            + " machine), or nothing",
        text -> text.isEmpty() ? Optional.empty() : Optional.of(keysUrl(text)));
  }

  private static URI keysUrl(String text) {
    try {
      URI url = new URI(text);
      String host = url.getHost();
      require(host != null && url.getRawUserInfo() == null && url.getRawFragment() == null);
      require(
          "https".equals(url.getScheme())
              || ("http".equals(url.getScheme()) && Loopback.names(host)));
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Several paths. */
  static ValueType<List<Path>> files() {
    return list("files", "paths of files, separated by commas", Path::of);
  }

  static ValueType<Optional<RedisAddress>> redis() {
    return one(
        "address",
        "an address such as redis://host:6379, redis-sentinel://host:26379#name or"
            + " redis-cluster://host:6379,host:6379",
        text -> text.isEmpty() ? Optional.empty() : Optional.of(RedisAddress.parse(text)));
  }

  private static ValueType<Optional<Path>> path(String what) {
    return one(
        what,
        "the path of a %s, or nothing".formatted(what),
        text -> {
          try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e);
          }
        });
  }

  /** Several values, separated by commas, or given as several. */
  static <T> ValueType<List<T>> list(
      String placeholder, String expectation, Function<String, T> reader) {
    Function<List<String>, List<T>> ofMany =
        texts ->
            texts.stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(reader)
                .toList();
    return new ValueType<>(placeholder, expectation, ofMany, Arity.MANY);
  }

  static ValueType<List<String>> origins() {
    return list(
        "origin",
        "origins such as https://example.org or http://localhost:5173, without a path",
        ValueType::origin);
  }

  /** RFC 6454 section 6.2: scheme, host and port, as a browser writes them. */
  private static String origin(String text) {
    try {
      URI uri = new URI(text);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      require(web && uri.getHost() != null && uri.getRawUserInfo() == null);
      String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
      String written = uri.getScheme() + "://" + uri.getHost() + port;
      require(text.equals(written.toLowerCase(Locale.ROOT)));
      return text;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static <C extends Comparable<C>> C within(C value, C min, C max) {
    require(value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
    return value;
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("It is not what is expected.");
    }
  }
}
