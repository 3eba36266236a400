package dev.tidewire.server.auth;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where public keys are fetched, and how often.
 *
 * @param url https, or http on this machine
 * @param timeout of one fetch, with everything in it
 * @param maxBytes of an answer
 * @param minAge after which they are fetched again at the earliest, whatever the answer says
 * @param maxAge after which they are fetched again at the latest
 * @param usualAge after which they are fetched again when the answer says nothing
 * @param firstRetry after a first failed fetch; doubled after each further one
 * @param lastRetry what it is doubled up to
 * @param unknownKeyPause between two fetches that tokens of unknown keys may cause
 * @param maxWaiting tokens that may wait for one fetch
 */
public record JwksOptions(
    URI url,
    Duration timeout,
    int maxBytes,
    Duration minAge,
    Duration maxAge,
    Duration usualAge,
    Duration firstRetry,
    Duration lastRetry,
    Duration unknownKeyPause,
    int maxWaiting) {
  private static final Pattern MAX_AGE = Pattern.compile("(?:^|[,\\s])max-age=\"?([0-9]{1,9})");

  /** What a server uses. */
  public static JwksOptions defaults(URI url) {
    return new JwksOptions(
        url,
        Duration.ofSeconds(5),
        1 << 20,
        Duration.ofMinutes(1),
        Duration.ofHours(1),
        Duration.ofMinutes(5),
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(10),
        10_000);
  }

  /**
   * How long an answer counts (RFC 9111 section 5.2.2), within the bounds.
   *
   * @param cacheControl its {@code Cache-Control}, if it has one
   */
  Duration age(Optional<String> cacheControl) {
    if (cacheControl.isEmpty()) {
      return usualAge;
    }
    String directives = cacheControl.get().toLowerCase(Locale.ROOT);
    if (directives.contains("no-store") || directives.contains("no-cache")) {
      return minAge;
    }
    Matcher stated = MAX_AGE.matcher(directives);
    if (!stated.find()) {
      return usualAge;
    }
    Duration age = Duration.ofSeconds(Long.parseLong(stated.group(1)));
    if (age.compareTo(minAge) < 0) {
      return minAge;
    }
    return age.compareTo(maxAge) > 0 ? maxAge : age;
  }

  /** How long to wait after so many failed fetches, at least one. */
  Duration retry(int failures) {
    Duration pause = firstRetry;
    for (int i = 1; i < failures && pause.compareTo(lastRetry) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(lastRetry) > 0 ? lastRetry : pause;
  }
}
