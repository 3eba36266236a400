package dev.tidewire.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header of a GET request that is beyond doubt. Immutable once it is read. Every connection
 * begins here, so it is read in plain loops, which are quick before they are compiled, too.
 *
 * <p>This is no parser of HTTP. It knows the one form that every client of ours sends (RFC 9112
 * sections 3 and 5), and whatever is out of the ordinary, if only allowed or tolerated, is none:
 * another method or version, a body, folded or empty lines, bytes that are not ASCII, two hosts.
 * Those are for the real parser to read or to refuse, so that nothing can pass here that would not
 * pass there.
 */
final class PlainHead implements RequestHead {
  /** Fields that say how the request goes on behind the header. */
  private static final List<String> OF_A_BODY =
      List.of("content-length", "transfer-encoding", "trailer", "expect", "te");

  private static final String METHOD = "GET";
  private static final String PROTOCOL = "HTTP/1.1";
  private static final String LINE_END = "\r\n";

  private record Field(String name, String value) {}

  private final List<Field> fields = new ArrayList<>();

  private PlainHead() {}

  /**
   * Reads a header.
   *
   * @param header from its first byte to the empty line; its position stays
   * @param path what is asked for, with any query or none
   */
  static Optional<PlainHead> read(ByteBuffer header, String path) {
    byte[] bytes = new byte[header.remaining()];
    header.get(header.position(), bytes);
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = text.indexOf(LINE_END);
    if (end < 0 || !isRequestLine(text.substring(0, end), path)) {
      return Optional.empty();
    }
    PlainHead head = new PlainHead();
    return head.readFields(text, end + LINE_END.length()) && head.isBeyondDoubt()
        ? Optional.of(head)
        : Optional.empty();
  }

  /** Reads the fields up to the empty line, and whether nothing is behind its end. */
  private boolean readFields(String text, int from) {
    int start = from;
    int end = text.indexOf(LINE_END, start);
    while (end > start) {
      String line = text.substring(start, end);
      int colon = line.indexOf(':');
      if (fields.size() == ServerOptions.MAX_HEADERS
          || !isToken(line, colon)
          || !isText(line, colon + 1)) {
        return false;
      }
      fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
      start = end + LINE_END.length();
      end = text.indexOf(LINE_END, start);
    }
    return end == start && end + LINE_END.length() == text.length();
  }

  @Override
  public String method() {
    return METHOD;
  }

  @Override
  public String protocol() {
    return PROTOCOL;
  }

  @Override
  public List<String> values(String name) {
    List<String> values = new ArrayList<>(1);
    for (Field field : fields) {
      if (field.name.equalsIgnoreCase(name)) {
        values.add(field.value);
      }
    }
    return values;
  }

  @Override
  public boolean hasBody() {
    return false;
  }

  private boolean isBeyondDoubt() {
    for (Field field : fields) {
      for (String name : OF_A_BODY) {
        if (field.name.equalsIgnoreCase(name)) {
          return false;
        }
      }
    }
    List<String> hosts = values("Host");
    return hosts.size() == 1 && !hosts.getFirst().isEmpty();
  }

  private static boolean isRequestLine(String line, String path) {
    int target = METHOD.length() + 1;
    int end = line.length() - PROTOCOL.length() - 1;
    int query = target + path.length();
    return line.startsWith(METHOD + " ")
        && line.endsWith(" " + PROTOCOL)
        && line.startsWith(path, target)
        && (query == end
            || (query < end && line.charAt(query) == '?' && isQuery(line, query, end)));
  }

  /** RFC 3986 section 3.4, without what needs decoding to be understood. */
  private static boolean isQuery(String line, int from, int end) {
    for (int i = from + 1; i < end; i++) {
      if (!isOfQuery(line.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOfQuery(char c) {
    return isAlphanumeric(c) || "-._~!$&'()*+,;=:@/?%".indexOf(c) >= 0;
  }

  /** RFC 9110 section 5.6.2. */
  private static boolean isToken(String line, int end) {
    for (int i = 0; i < end; i++) {
      if (!isOfToken(line.charAt(i))) {
        return false;
      }
    }
    return end > 0;
  }

  private static boolean isOfToken(char c) {
    return isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  private static boolean isText(String line, int from) {
    for (int i = from; i < line.length(); i++) {
      char c = line.charAt(i);
      if ((c < ' ' || c >= 0x7F) && c != '\t') {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
