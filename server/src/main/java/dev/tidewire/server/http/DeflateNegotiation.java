package dev.tidewire.server.http;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The server's side of agreeing on {@code permessage-deflate} (RFC 7692 section 7.1): which of a
 * client's offers is taken, and what it is answered. Neither side keeps a context: one compressed
 * frame is then right for every receiver, and no connection needs a compressor of its own.
 */
final class DeflateNegotiation {
  private static final String NAME = "permessage-deflate";
  private static final String SERVER_KEEPS_NOTHING = "server_no_context_takeover";
  private static final String CLIENT_KEEPS_NOTHING = "client_no_context_takeover";
  private static final String SERVER_WINDOW = "server_max_window_bits";
  private static final String CLIENT_WINDOW = "client_max_window_bits";

  /** The only window that the JDK's compressor has. */
  private static final String WINDOW_BITS = "15";

  private static final Pattern ANY_WINDOW = Pattern.compile("[89]|1[0-5]");

  private static final String ANSWER =
      String.join("; ", NAME, SERVER_KEEPS_NOTHING, CLIENT_KEEPS_NOTHING);

  /** For an offer that limits our window, which the answer must repeat (section 7.1.2.1). */
  private static final String ANSWER_WITH_WINDOW =
      ANSWER + "; " + SERVER_WINDOW + "=" + WINDOW_BITS;

  private DeflateNegotiation() {}

  /**
   * What to answer: to the first offer that can be taken, or nothing when there is none. A client
   * may offer several, the one that it prefers first.
   *
   * @param values of the header {@code Sec-WebSocket-Extensions}, each a list
   */
  static Optional<String> answer(List<String> values) {
    return ExtensionOffer.parse(values).stream()
        .filter(DeflateNegotiation::isAcceptable)
        .map(offer -> offer.has(SERVER_WINDOW) ? ANSWER_WITH_WINDOW : ANSWER)
        .findFirst();
  }

  private static boolean isAcceptable(ExtensionOffer offer) {
    Set<String> seen = new HashSet<>();
    return offer.name().equals(NAME)
        && offer.parameters().stream()
            .allMatch(parameter -> seen.add(parameter.name()) && isAcceptable(parameter));
  }

  private static boolean isAcceptable(ExtensionOffer.Parameter parameter) {
    String value = parameter.value();
    return switch (parameter.name()) {
      case SERVER_KEEPS_NOTHING, CLIENT_KEEPS_NOTHING -> value == null;
      case SERVER_WINDOW -> WINDOW_BITS.equals(value);
      // We can read from any window, so it is left to the client (section 7.1.2.2).
      case CLIENT_WINDOW -> value == null || ANY_WINDOW.matcher(value).matches();
      default -> false;
    };
  }
}
