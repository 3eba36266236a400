package dev.tidewire.server.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One message read from a client, and one written to all of its readers. */
@State(Scope.Thread)
public class CodecBenchmark {
  private static final ChannelName CHANNEL = new ChannelName("chat:1");

  private final JsonCodec codec = new JsonCodec();

  /** Bytes of its data. */
  @Param({"32", "128", "4096"})
  public int size;

  private byte[] request = {};
  private Push.Published push = push("1");

  /** Makes the messages. */
  @Setup
  public void prepare() {
    String data = "\"" + "x".repeat(size - 2) + "\"";
    request =
        "{\"id\":3,\"publish\":{\"channel\":\"chat:1\",\"data\":%s}}"
            .formatted(data)
            .getBytes(UTF_8);
    push = push(data);
  }

  private static Push.Published push(String data) {
    return new Push.Published(
        CHANNEL, new Message(8, Payload.of(data), new UserId("alice"), 1_767_222_000_123L));
  }

  @Benchmark
  public RequestFrame decodePublish() throws BadFrameException {
    return codec.decode(request, 0, request.length);
  }

  @Benchmark
  public byte[] encodeMessage() {
    return codec.encode(push);
  }
}
