package dev.tidewire.server.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The header of a GET request that is beyond doubt. Immutable.
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

  private record Field(String name, String value) {}

  private final List<Field> fields;

  private PlainHead(List<Field> fields) {
    this.fields = fields;
  }

  /**
   * Reads a header.
   *
   * @param header from its first byte to the empty line; its position stays
   * @param path what is asked for, with any query or none
   */
  static Optional<PlainHead> read(ByteBuffer header, String path) {
    byte[] bytes = new byte[header.remaining()];
    header.get(header.position(), bytes);
    String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\r\n", -1);
    // The request line and the fields; then the empty line, and nothing behind its end.
    int last = lines.length - 2;
    if (last < 1
        || last - 1 > ServerOptions.MAX_HEADERS
        || !lines[last].isEmpty()
        || !lines[last + 1].isEmpty()
        || !isRequestLine(lines[0], path)) {
      return Optional.empty();
    }
    List<Field> fields = new ArrayList<>(last);
    for (int i = 1; i < last; i++) {
      String line = lines[i];
      int colon = line.indexOf(':');
      if (!isToken(line, colon) || !isText(line, colon + 1)) {
        return Optional.empty();
      }
      fields.add(new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    PlainHead head = new PlainHead(fields);
    return head.isBeyondDoubt() ? Optional.of(head) : Optional.empty();
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
    List<String> hosts = values("Host");
    return hosts.size() == 1
        && !hosts.getFirst().isEmpty()
        && OF_A_BODY.stream().allMatch(name -> values(name).isEmpty());
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
    return line.chars().limit(end).skip(from + 1L).allMatch(PlainHead::isOfQuery);
  }

  private static boolean isOfQuery(int c) {
    return isAlphanumeric(c) || "-._~!$&'()*+,;=:@/?%".indexOf(c) >= 0;
  }

  /** RFC 9110 section 5.6.2. */
  private static boolean isToken(String line, int end) {
    return end > 0 && line.chars().limit(end).allMatch(PlainHead::isOfToken);
  }

  private static boolean isOfToken(int c) {
    return isAlphanumeric(c) || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  private static boolean isText(String line, int from) {
    return line.chars().skip(from).allMatch(c -> (c >= ' ' && c < 0x7F) || c == '\t');
  }

  private static boolean isAlphanumeric(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
