package dev.tidewire.server.http;

import java.util.Locale;
import java.util.Set;

/**
 * Which pages may connect. Origins are compared whole and exactly, so that neither {@code
 * evil-example.com} nor {@code example.com.evil} passes for {@code example.com}. Immutable.
 */
final class OriginPolicy {
  private final Set<String> allowed;

  /** With no allowed origins, only the server's own is. */
  OriginPolicy(Set<String> allowed) {
    this.allowed = Set.copyOf(allowed);
  }

  /**
   * Whether a page of this origin may connect.
   *
   * @param origin the {@code Origin} header; {@code null} in words, which sandboxed pages send, is
   *     never allowed
   * @param host the {@code Host} header of the same request
   */
  boolean allows(String origin, String host) {
    if (!allowed.isEmpty()) {
      return allowed.contains(origin);
    }
    return isSame(origin, "https://", ":443", host) || isSame(origin, "http://", ":80", host);
  }

  private static boolean isSame(String origin, String scheme, String defaultPort, String host) {
    String given = origin.toLowerCase(Locale.ROOT);
    return given.startsWith(scheme)
        && !host.isEmpty()
        && withPort(given.substring(scheme.length()), defaultPort)
            .equals(withPort(host.toLowerCase(Locale.ROOT), defaultPort));
  }

  /** Behind the last colon is a port, unless the colon is inside an IPv6 address's brackets. */
  private static String withPort(String authority, String defaultPort) {
    return authority.lastIndexOf(':') > authority.lastIndexOf(']')
        ? authority
        : authority + defaultPort;
  }
}
