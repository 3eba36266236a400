package dev.tidewire.server.http;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the opening handshake (RFC 6455 section 4.2.1): what it must be, and what it
 * says. Nothing of it may be reflected in an answer.
 */
final class UpgradeRequest {
  private static final int KEY_BYTES = 16;
  private static final String VERSION = "13";
  private static final String KEY = "Sec-WebSocket-Key";
  private static final String ORIGIN = "Origin";
  private static final String BEARER = "Bearer ";

  private final RequestHead head;

  UpgradeRequest(RequestHead head) {
    this.head = head;
  }

  /** The first reason to refuse it, if there is one. */
  @Nullable UpgradeRefusal refusal(OriginPolicy origins, List<String> subprotocols) {
    if (!head.method().equals("GET")) {
      return UpgradeRefusal.METHOD;
    }
    if (!head.protocol().equals("HTTP/1.1")
        || !lists("Upgrade", "websocket")
        || !lists("Connection", "upgrade")
        || head.hasBody()) {
      return UpgradeRefusal.NOT_AN_UPGRADE;
    }
    if (!VERSION.equals(only("Sec-WebSocket-Version"))) {
      return UpgradeRefusal.VERSION;
    }
    if (!isKey(only(KEY))) {
      return UpgradeRefusal.KEY;
    }
    if (!isAllowed(origins)) {
      return UpgradeRefusal.ORIGIN;
    }
    if (!offered().isEmpty() && chosen(subprotocols).isEmpty()) {
      return UpgradeRefusal.SUBPROTOCOL;
    }
    return null;
  }

  /** The key of a request that was not refused. */
  String key() {
    String key = only(KEY);
    if (key == null) {
      throw new IllegalStateException("The request has no key.");
    }
    return key;
  }

  /** The preferred one of the subprotocols that the client offers. */
  Optional<String> chosen(List<String> subprotocols) {
    List<String> offered = offered();
    for (String subprotocol : subprotocols) {
      if (offered.contains(subprotocol)) {
        return Optional.of(subprotocol);
      }
    }
    return Optional.empty();
  }

  Optional<String> bearerToken() {
    String authorization = only("Authorization");
    if (authorization == null
        || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return Optional.empty();
    }
    String token = authorization.substring(BEARER.length()).strip();
    return token.isEmpty() ? Optional.empty() : Optional.of(token);
  }

  /** The extensions that the client offers, as the header's values. */
  List<String> extensions() {
    return head.values("Sec-WebSocket-Extensions");
  }

  private boolean isAllowed(OriginPolicy origins) {
    if (head.values(ORIGIN).isEmpty()) {
      // Not a browser: those always send it.
      return true;
    }
    String origin = only(ORIGIN);
    String host = only("Host");
    return origin != null && origins.allows(origin, host == null ? "" : host);
  }

  private List<String> offered() {
    return elements("Sec-WebSocket-Protocol");
  }

  /** Whether a list header has an element, whatever its case. */
  private boolean lists(String name, String token) {
    for (String element : elements(name)) {
      if (element.equalsIgnoreCase(token)) {
        return true;
      }
    }
    return false;
  }

  private List<String> elements(String name) {
    List<String> elements = new ArrayList<>();
    for (String value : head.values(name)) {
      for (String element : value.split(",", -1)) {
        if (!element.isBlank()) {
          elements.add(element.strip());
        }
      }
    }
    return elements;
  }

  /** The value of a header that is there once; null when it is missing or repeated. */
  private @Nullable String only(String name) {
    List<String> values = head.values(name);
    return values.size() == 1 ? values.getFirst().strip() : null;
  }

  private static boolean isKey(@Nullable String key) {
    if (key == null) {
      return false;
    }
    try {
      return Base64.getDecoder().decode(key).length == KEY_BYTES && key.length() == 24;
    } catch (IllegalArgumentException e) {
      // Not Base64, so not a key.
      return false;
    }
  }
}
