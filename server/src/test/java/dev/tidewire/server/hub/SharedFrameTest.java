package dev.tidewire.server.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Codec;
import dev.tidewire.server.protocol.JsonCodec;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Push;
import dev.tidewire.server.protocol.RequestFrame;
import dev.tidewire.server.protocol.ServerFrame;
import dev.tidewire.server.websocket.Compression;
import dev.tidewire.server.websocket.FakePeer;
import dev.tidewire.server.websocket.Frame;
import dev.tidewire.server.websocket.LoopHarness;
import dev.tidewire.server.websocket.RecordingHandler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedFrameTest {
  private final SharedFrame shared = new SharedFrame(new Push.Heartbeat());

  /** Counts what it encodes. */
  private static final class CountingCodec implements Codec {
    private final AtomicInteger encoded = new AtomicInteger();

    @Override
    public String subprotocol() {
      return "counting";
    }

    @Override
    public RequestFrame decode(byte[] buffer, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] encode(ServerFrame frame) {
      encoded.incrementAndGet();
      return new byte[] {'{', '}'};
    }
  }

  @Test
  void isEncodedOnceHoweverManyLoopsAskAtOnce() throws InterruptedException, ExecutionException {
    CountingCodec codec = new CountingCodec();
    Set<Frame> frames = new HashSet<>();
    try (ExecutorService loops = Executors.newFixedThreadPool(4)) {
      List<Future<Frame>> asked = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        asked.add(loops.submit(() -> shared.in(codec)));
      }
      for (Future<Frame> frame : asked) {
        frames.add(frame.get());
      }
    }

    assertThat(frames).hasSize(1);
    assertThat(codec.encoded).hasValue(1);
  }

  @Test
  void isCompressedOnceForAllWhoAgreedToItOnAllLoops() {
    SharedFrame large =
        new SharedFrame(
            new Push.Published(
                new ChannelName("chat:room"),
                new Message(1, Payload.of("\"" + "again ".repeat(200) + "\""), null, 0)));
    Codec codec = new JsonCodec();
    List<LoopHarness> loops = List.of(new LoopHarness(), new LoopHarness());
    Set<String> compressed = new HashSet<>();
    Set<String> plain = new HashSet<>();
    for (LoopHarness loop : loops) {
      for (int i = 0; i < 10; i++) {
        compressed.add(receive(loop, Compression.DEFLATE, large.in(codec)));
        plain.add(receive(loop, Compression.NONE, large.in(codec)));
      }
    }

    assertThat(compressed).singleElement().asString().startsWith("c1").hasSizeLessThan(300);
    assertThat(plain).singleElement().asString().startsWith("81").hasSizeGreaterThan(2400);
    assertThat(
            loops.stream().mapToDouble(loop -> loop.metric("tidewire_messages_compressed_total")))
        .containsExactly(1.0, 0.0);
  }

  private static String receive(LoopHarness loop, Compression compression, Frame frame) {
    FakePeer peer = loop.connect(LoopHarness.options(), compression, new RecordingHandler()::open);
    peer.connection().send(frame);
    return peer.received();
  }

  @Test
  void isEncodedOncePerProtocol() {
    CountingCodec one = new CountingCodec();
    Codec other = new JsonCodec();

    Frame first = shared.in(one);
    Frame second = shared.in(other);

    assertThat(shared.in(one)).isSameAs(first).isNotSameAs(second);
    assertThat(shared.in(other)).isSameAs(second);
    assertThat(one.encoded).hasValue(1);
  }
}
