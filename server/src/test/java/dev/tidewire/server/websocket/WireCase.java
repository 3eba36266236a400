package dev.tidewire.server.websocket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * One rule of RFC 6455 as bytes: what a client sends, what the handler is told and what the client
 * gets back from an echoing server. Most frames are masked with a key of zeros, so that they can be
 * read.
 *
 * @param in hexadecimal, blanks mean nothing
 * @param events what the handler is told, when the client ends the connection behind it
 * @param out hexadecimal
 */
public record WireCase(String rule, String in, List<String> events, String out) {
  private static final String ENDED = "closed 1006 peer_vanished";

  @Override
  public String toString() {
    return rule;
  }

  /** The bytes that the client sends. */
  public byte[] bytes() {
    return HexFormat.of().parseHex(in.replace(" ", ""));
  }

  /** Every rule. */
  public static Stream<WireCase> all() {
    return Stream.of(messages(), controls(), framing(), lengths(), utf8(), closes())
        .flatMap(List::stream);
  }

  private static List<WireCase> messages() {
    String k = "k".repeat(126);
    return List.of(
        passes("text, as in section 5.7", "818537fa213d7f9f4d5158", "text Hello"),
        passes("empty text", "8180 00000000", "text "),
        passes(
            "text of 125 bytes", "81fd 00000000" + hex("k".repeat(125)), "text " + k.substring(1)),
        passes("text of 126 bytes", "81fe007e 00000000" + hex(k), "text " + k),
        passes("binary", "8283 00000000 00ff7f", "binary 00ff7f"),
        passes("two messages at once", "8181 00000000 61 8181 00000000 62", "text a", "text b"),
        passes(
            "fragments, as in section 5.7",
            "0183 00000000 48656c 8082 00000000 6c6f",
            "text Hello"),
        passes(
            "a masked fragment behind another", "0181 01020304 60 8082 05060708 6764", "text abb"),
        passes("empty fragments", "0180 00000000 0080 00000000 8081 00000000 61", "text a"),
        passes("fragments that are all empty", "0180 00000000 8080 00000000", "text "),
        passes("binary fragments", "0281 00000000 ff 8081 00000000 fe", "binary fffe"));
  }

  private static List<WireCase> controls() {
    return List.of(
        answered("an empty ping is answered", "8980 00000000", "8a00"),
        answered(
            "a ping is answered with its payload", "8985 37fa213d 7f9f4d5158", "8a0548656c6c6f"),
        answered(
            "a ping of 125 bytes is answered",
            "89fd 00000000" + hex("p".repeat(125)),
            "8a7d" + hex("p".repeat(125))),
        answered("a pong is not answered", "8a81 00000000 61", ""),
        new WireCase(
            "a ping between fragments is answered first",
            "0181 00000000 61 8981 00000000 70 8081 00000000 62",
            List.of("text ab", ENDED),
            "8a0170 81026162"),
        refused(
            "a ping of 126 bytes",
            "89fe007e 00000000",
            1002,
            "a control frame is longer than 125 bytes"),
        refused("a fragmented ping", "0980 00000000", 1002, "a control frame is fragmented"),
        refused("a fragmented close", "0880 00000000", 1002, "a control frame is fragmented"));
  }

  private static List<WireCase> framing() {
    String reserved = "a reserved bit is set";
    return List.of(
        refused("an unmasked frame", "810548656c6c6f", 1002, "a frame is not masked"),
        refused("an unmasked ping", "8900", 1002, "a frame is not masked"),
        refused("RSV1", "c180 00000000", 1002, reserved),
        refused("RSV2", "a180 00000000", 1002, reserved),
        refused("RSV3", "9180 00000000", 1002, reserved),
        refused("RSV1 on a control frame", "c980 00000000", 1002, reserved),
        refused("opcode 3", "8380 00000000", 1002, "the opcode is reserved"),
        refused("opcode 7", "8780 00000000", 1002, "the opcode is reserved"),
        refused("opcode 11", "8b80 00000000", 1002, "the opcode is reserved"),
        refused("opcode 15", "8f80 00000000", 1002, "the opcode is reserved"),
        refused("a continuation of nothing", "8080 00000000", 1002, "nothing to continue"),
        refused("a first continuation", "0080 00000000", 1002, "nothing to continue"),
        refused(
            "a continuation behind a whole message",
            "8a80 00000000 8080 00000000",
            1002,
            "nothing to continue"),
        refused(
            "text inside a fragmented message",
            "0181 00000000 61 8181 00000000 62",
            1002,
            "a message inside a message"),
        refused(
            "binary inside a fragmented message",
            "0180 00000000 0280 00000000",
            1002,
            "a message inside a message"));
  }

  private static List<WireCase> lengths() {
    String top = "the top bit of a length is set";
    String shortest = "a length is not in its shortest form";
    String tooLong = "the message is too long";
    return List.of(
        refused("the top bit of a length", "81ff8000000000000001 00000000", 1002, top),
        refused("all bits of a length", "81ffffffffffffffffff 00000000", 1002, top),
        refused("125 in 16 bits", "81fe007d 00000000", 1002, shortest),
        refused("0 in 64 bits", "81ff0000000000000000 00000000", 1002, shortest),
        refused("65535 in 64 bits", "81ff000000000000ffff 00000000", 1002, shortest),
        refused("65537 bytes announced", "81ff0000000000010001 00000000", 1009, tooLong),
        refused("2^62 bytes announced", "81ff4000000000000000 00000000", 1009, tooLong),
        refused("2^31 bytes announced", "82ff0000000080000000 00000000", 1009, tooLong),
        refused(
            "fragments that sum up to more than the limit",
            "0181 00000000 61 00ff0000000000010000 00000000",
            1009,
            tooLong),
        refused(
            "fragments that sum up to more than a long",
            "0181 00000000 61 00ff7fffffffffffffff 00000000",
            1009,
            tooLong));
  }

  private static List<WireCase> utf8() {
    String bad = "the text is not UTF-8";
    return List.of(
        passes("two, three and four bytes", "8189 00000000 c3a4 e282ac f09f8c8a", "text ä€🌊"),
        passes("the borders of UTF-8", "8187 00000000 ed9fbf f48fbfbf", "text \ud7ff\udbff\udfff"),
        passes("a zero byte", "8181 00000000 00", "text \0"),
        passes("a character across fragments", "0182 00000000 e282 8081 00000000 ac", "text €"),
        refused("a lone continuation byte", "8181 00000000 80", 1007, bad),
        refused("an overlong slash", "8182 00000000 c0af", 1007, bad),
        refused("an overlong three bytes", "8183 00000000 e080af", 1007, bad),
        refused("an overlong four bytes", "8184 00000000 f08080af", 1007, bad),
        refused("a surrogate", "8183 00000000 eda080", 1007, bad),
        refused("above U+10FFFF", "8184 00000000 f4908080", 1007, bad),
        refused("0xF5", "8181 00000000 f5", 1007, bad),
        refused("0xFF", "8181 00000000 ff", 1007, bad),
        refused("at the first bad byte, before the rest", "81fe1000 00000000 61c361", 1007, bad),
        refused("in the first of many fragments", "0182 00000000 f490", 1007, bad),
        refused(
            "an unfinished character",
            "8182 00000000 e282",
            1007,
            "the text ends inside a character"),
        refused(
            "an unfinished character in the last fragment",
            "0181 00000000 e2 8081 00000000 82",
            1007,
            "the text ends inside a character"));
  }

  private static List<WireCase> closes() {
    List<WireCase> cases = new ArrayList<>();
    for (int code :
        new int[] {
          1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
          4999
        }) {
      String payload = HexFormat.of().toHexDigits((short) code);
      cases.add(closed("close with " + code, "8882 00000000" + payload, code, "8802" + payload));
    }
    for (int code :
        new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535}) {
      String payload = HexFormat.of().toHexDigits((short) code);
      cases.add(
          refused(
              "close with " + code,
              "8882 00000000" + payload,
              1002,
              "the close code is not allowed"));
    }
    cases.add(closed("an empty close", "8880 00000000", 1005, "8800"));
    cases.add(closed("the reason is not echoed", "8885 00000000 03e8 627965", 1000, "880203e8"));
    cases.add(
        closed(
            "data behind a close is ignored",
            "8882 00000000 03e8 8181 00000000 61",
            1000,
            "880203e8"));
    cases.add(
        closed("nonsense behind a close is ignored", "8882 00000000 03e8 ffff", 1000, "880203e8"));
    cases.add(refused("half a close code", "8881 00000000 03", 1002, "half a close code"));
    cases.add(
        refused(
            "a close reason that is not UTF-8",
            "8883 00000000 03e8 ff",
            1007,
            "the close reason is not UTF-8"));
    cases.add(
        refused(
            "a close reason cut in a character",
            "8884 00000000 03e8 e282",
            1007,
            "the close reason is not UTF-8"));
    return cases;
  }

  /** These messages arrive and are echoed. */
  private static WireCase passes(String rule, String in, String... messages) {
    StringBuilder out = new StringBuilder();
    for (String message : messages) {
      boolean text = message.startsWith("text ");
      String payload = text ? hex(message.substring(5)) : message.substring(7);
      int length = payload.length() / 2;
      out.append(text ? "81" : "82");
      out.append(length < 126 ? String.format("%02x", length) : String.format("7e%04x", length));
      out.append(payload);
    }
    List<String> events = new ArrayList<>(Arrays.asList(messages));
    events.add(ENDED);
    return new WireCase(rule, in, events, out.toString());
  }

  private static WireCase answered(String rule, String in, String out) {
    return new WireCase(rule, in, List.of(ENDED), out);
  }

  private static WireCase closed(String rule, String in, int code, String out) {
    return new WireCase(rule, in, List.of("closed " + code + " peer_closed"), out);
  }

  private static WireCase refused(String rule, String in, int code, String reason) {
    return new WireCase(
        rule, in, List.of("closed " + code + " protocol_error"), closeHex(code, reason));
  }

  private static String closeHex(int code, String reason) {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    ByteBuffer frame = ByteBuffer.allocate(4 + text.length);
    frame.put((byte) 0x88).put((byte) (2 + text.length)).putShort((short) code).put(text);
    return HexFormat.of().formatHex(frame.array());
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
