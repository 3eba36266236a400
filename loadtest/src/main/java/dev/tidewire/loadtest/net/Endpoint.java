package dev.tidewire.loadtest.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/**
 * Where a server listens, resolved once.
 *
 * @param authority what goes into the {@code Host} header
 * @param path the path of the request, with its query
 */
public record Endpoint(InetSocketAddress address, String authority, String path) {
  /**
   * The endpoint of a URL such as {@code ws://localhost:8080/ws}.
   *
   * @param defaultPath the path of a URL that has none
   * @throws IllegalArgumentException when this is not such a URL, or its host is unknown
   */
  public static Endpoint of(String url, String scheme, String defaultPath) {
    URI uri = URI.create(url);
    if (!scheme.equals(uri.getScheme()) || uri.getHost() == null) {
      throw new IllegalArgumentException(
          "\"%s\" is not a URL that begins with %s://, which is what is spoken here."
              .formatted(url, scheme));
    }
    int port = uri.getPort() < 0 ? 80 : uri.getPort();
    String path = uri.getRawPath().isEmpty() ? defaultPath : uri.getRawPath();
    if (uri.getRawQuery() != null) {
      path += "?" + uri.getRawQuery();
    }
    try {
      InetAddress host = InetAddress.getByName(uri.getHost());
      return new Endpoint(new InetSocketAddress(host, port), uri.getHost() + ":" + port, path);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("The host of \"%s\" is unknown.".formatted(url), e);
    }
  }
}
