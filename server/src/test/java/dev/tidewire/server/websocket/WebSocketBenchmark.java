package dev.tidewire.server.websocket;

import dev.tidewire.server.metrics.ConnectionMetrics;
import dev.tidewire.server.metrics.Metrics;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a connection does with bytes, frames and time. */
@State(Scope.Thread)
public class WebSocketBenchmark {
  private static final long NOW = 1_000_000_000L;
  private static final long DELAY = 25_000_000_000L;

  private final OutboundQueue queue = new OutboundQueue();
  private final Frame frame = Frame.text(new byte[128]);
  private final byte[] masked = ClientFrames.text("x".repeat(128));
  private final byte[] copy = new byte[masked.length];
  private final byte[] text = "Grüße aus Köln, ".repeat(8).getBytes(StandardCharsets.UTF_8);
  private final Utf8Validator validator = new Utf8Validator();
  private final TimingWheel wheel = new TimingWheel(NOW);
  private final Timer timer = new Timer(wheel, () -> {});
  private int received;

  private final FrameDecoder decoder =
      new FrameDecoder(
          1000,
          10,
          Compression.NONE,
          new Inflation(new ConnectionMetrics(new Metrics())),
          new FrameListener() {
            @Override
            public void onMessage(Opcode opcode, byte[] buffer, int offset, int length) {
              received += length;
            }

            @Override
            public void onControl(Opcode opcode, byte[] buffer, int offset, int length) {}

            @Override
            public void onClose(ClosePayload payload) {}
          });

  @Benchmark
  public int queueOneFrame() {
    queue.add(frame);
    return queue.written(frame.size());
  }

  @Benchmark
  public int queueEightFrames() {
    for (int i = 0; i < 8; i++) {
      queue.add(frame);
    }
    return queue.written(8 * frame.size());
  }

  /** With a copy of the frame, because it is unmasked in place. */
  @Benchmark
  public int decodeMaskedText() throws ProtocolViolation {
    System.arraycopy(masked, 0, copy, 0, masked.length);
    int at = 0;
    while (at < copy.length) {
      at = decoder.decode(copy, at, copy.length);
    }
    return received;
  }

  @Benchmark
  public boolean validateUtf8() {
    validator.reset();
    return validator.accept(text, 0, text.length);
  }

  @Benchmark
  public boolean scheduleAndCancel() {
    wheel.schedule(timer, NOW, DELAY);
    timer.cancel();
    return wheel.isEmpty();
  }
}
