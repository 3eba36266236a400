package dev.tidewire.server.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the codec to the frames of {@code docs/protocol/frames}, which the browser client's tests
 * read too.
 */
class GoldenFramesTest {
  private static final Path FRAMES = Path.of("..", "docs", "protocol", "frames");
  private static final ChannelName CHAT_1 = new ChannelName("chat:1");
  private static final ChannelName CHAT_2 = new ChannelName("chat:2");
  private static final ChannelName TYPING_2 = new ChannelName("typing:2");
  private static final UserId BOB = new UserId("bob");
  private static final Member MEMBER_A =
      new Member(new SessionId("s-a"), new UserId("alice"), Payload.of("{\"name\":\"Alice\"}"));
  private static final Member MEMBER_B = new Member(new SessionId("s-b"), BOB, null);
  private static final Message AT_SEVEN = new Message(7, Payload.of("\"x\""), BOB, 1767222000000L);

  private static final Map<String, RequestFrame> REQUESTS =
      Map.ofEntries(
          request("connect", 1, new Request.Connect("t.o.k", List.of())),
          request(
              "connect-resume",
              1,
              new Request.Connect(
                  "t.o.k",
                  List.of(
                      new Request.Subscribe(CHAT_1, new Position("f3", 41), 0, false),
                      new Request.Subscribe(CHAT_2, null, 20, true)))),
          request("connect-bearer", 1, new Request.Connect(null, List.of())),
          request("subscribe", 2, new Request.Subscribe(CHAT_2, null, 0, false)),
          request(
              "subscribe-since", 2, new Request.Subscribe(CHAT_2, new Position("a1", 7), 20, true)),
          request("unsubscribe", 7, new Request.Unsubscribe(CHAT_2)),
          request(
              "publish",
              3,
              new Request.Publish(
                  CHAT_2, Payload.of("{\"text\":\"h\\u0069 ☂\"}"), new IdempotencyKey("k-1"))),
          request(
              "publish-keyless",
              3,
              new Request.Publish(CHAT_2, Payload.of("[1,2.5e3,null]"), null)),
          request("history", 4, new Request.History(CHAT_2, 50, 8)),
          request("history-newest", 4, new Request.History(CHAT_2, 50, Long.MAX_VALUE)),
          request("presence", 5, new Request.Presence(CHAT_2, 100, new SessionId("s-9"))),
          request("presence-first", 5, new Request.Presence(CHAT_2, 100, null)),
          request("refresh", 6, new Request.Refresh("t.o.k")),
          request("ping", 8, new Request.Ping()));

  private static final Map<String, ServerFrame> SERVER_FRAMES =
      Map.ofEntries(
          reply("connected", 1, connected("alice", List.of())),
          reply(
              "connected-resumed",
              1,
              connected(
                  "al\"ice",
                  List.of(
                      new Reply.Subscribed(
                          CHAT_1,
                          new Position("f3", 43),
                          Optional.of(true),
                          List.of(
                              new Message(42, Payload.of("{\"text\":\"a\"}"), BOB, 1767222000001L),
                              new Message(43, Payload.of("2"), null, 1767222000002L)),
                          null),
                      new Reply.NotSubscribed(
                          new ChannelName("chat:9"), denied("subscribe", "chat:9"))))),
          reply(
              "subscribed",
              2,
              new Reply.Subscribed(
                  CHAT_2,
                  new Position("a1", 7),
                  Optional.empty(),
                  List.of(AT_SEVEN),
                  new Reply.Members(List.of(MEMBER_A, MEMBER_B), 2))),
          reply(
              "subscribed-lost",
              2,
              new Reply.Subscribed(
                  CHAT_2, new Position("b7", 90), Optional.of(false), List.of(), null)),
          reply(
              "subscribed-plain",
              2,
              new Reply.Subscribed(TYPING_2, null, Optional.empty(), List.of(), null)),
          reply("unsubscribed-reply", 7, new Reply.Done()),
          reply("published", 3, new Reply.Published(new Position("a1", 8))),
          reply("published-plain", 3, new Reply.Published(null)),
          reply(
              "history",
              4,
              new Reply.History(CHAT_2, new Position("a1", 8), List.of(AT_SEVEN), true)),
          reply(
              "presence",
              5,
              new Reply.Presence(CHAT_2, new Reply.Members(List.of(MEMBER_A), 1), false)),
          reply("refreshed", 6, new Reply.Refreshed(1767229200)),
          reply("ping-reply", 8, new Reply.Done()),
          Map.entry("error", new Reply.Refused(9, denied("publish", "chat:2"))),
          Map.entry(
              "message",
              new Push.Published(
                  CHAT_2,
                  new Message(
                      8, Payload.of("{\"text\":\"hi\"}"), new UserId("alice"), 1767222000123L))),
          Map.entry(
              "message-plain",
              new Push.Published(
                  TYPING_2, new Message(0, Payload.of("true"), null, 1767222000123L))),
          Map.entry("joined", new Push.Joined(CHAT_2, List.of(MEMBER_B))),
          Map.entry("left", new Push.Left(CHAT_2, List.of(MEMBER_B))),
          Map.entry("unsubscribed", new Push.Unsubscribed(CHAT_2, ErrorCode.PERMISSION_DENIED)),
          Map.entry("gap", new Push.Gap(CHAT_2, new Position("b7", 90))),
          Map.entry("draining", new Push.Draining(1400)),
          Map.entry("heartbeat", new Push.Heartbeat()));

  private final Codec codec = new JsonCodec();

  static Stream<String> requests() {
    return REQUESTS.keySet().stream();
  }

  static Stream<String> serverFrames() {
    return SERVER_FRAMES.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("requests")
  void readsTheRequest(String name) throws Exception {
    byte[] frame = frame("client." + name).getBytes(StandardCharsets.UTF_8);

    assertThat(codec.decode(frame, 0, frame.length)).isEqualTo(REQUESTS.get(name));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void readsTheRequestFromTheMiddleOfABuffer(String name) throws Exception {
    byte[] frame = frame("client." + name).getBytes(StandardCharsets.UTF_8);
    byte[] buffer = new byte[frame.length + 20];
    System.arraycopy(frame, 0, buffer, 13, frame.length);

    assertThat(codec.decode(buffer, 13, frame.length)).isEqualTo(REQUESTS.get(name));
  }

  @ParameterizedTest
  @MethodSource("serverFrames")
  void writesTheFrame(String name) throws Exception {
    ServerFrame frame = Objects.requireNonNull(SERVER_FRAMES.get(name));

    assertThat(new String(codec.encode(frame), StandardCharsets.UTF_8))
        .isEqualTo(frame("server." + name));
  }

  @Test
  void coversEveryGoldenFrame() throws IOException {
    try (Stream<Path> files = Files.list(FRAMES)) {
      Set<String> names =
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());

      assertThat(names)
          .isEqualTo(
              Stream.concat(
                      requests().map(name -> "client." + name + ".json"),
                      serverFrames().map(name -> "server." + name + ".json"))
                  .collect(Collectors.toSet()));
    }
  }

  /** What the client's frame of this name means; null when there is none. */
  static @Nullable RequestFrame meaning(String name) {
    return REQUESTS.get(name);
  }

  private static String frame(String name) throws IOException {
    return Files.readString(FRAMES.resolve(name + ".json")).stripTrailing();
  }

  private static Map.Entry<String, RequestFrame> request(String name, long id, Request request) {
    return Map.entry(name, new RequestFrame.Understood(id, request));
  }

  private static Map.Entry<String, ServerFrame> reply(String name, long id, Reply.Result result) {
    return Map.entry(name, new Reply.Ok(id, result));
  }

  private static Reply.Connected connected(String user, List<Reply.SubscribeOutcome> subscribed) {
    return new Reply.Connected(
        new SessionId("s-9"), new UserId(user), 1767225600, 25000, "n-1", 65536, subscribed);
  }

  private static Refusal denied(String operation, String channel) {
    return new Refusal(
        ErrorCode.PERMISSION_DENIED,
        "The token does not allow \"%s\" on %s.".formatted(operation, channel));
  }
}
