package dev.tidewire.server.broker.memory;

import static dev.tidewire.server.broker.memory.JournalFixture.CHANNEL;
import static dev.tidewire.server.broker.memory.JournalFixture.KEEP;

import dev.tidewire.server.broker.Publish;
import dev.tidewire.server.metrics.BrokerMetrics;
import dev.tidewire.server.metrics.Metrics;
import dev.tidewire.server.protocol.Payload;
import dev.tidewire.server.protocol.Position;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A process that publishes as fast as it can, a few at a time, and prints each position when it is
 * acknowledged, until it is killed. Each message is its own offset.
 */
final class KilledPublisher {
  private static final int UNDER_WAY = 64;

  private KilledPublisher() {}

  @SuppressWarnings("resource") // It is killed; nothing may be closed.
  public static void main(String[] args) throws IOException {
    ManualClock clock = new ManualClock();
    MemoryBroker broker =
        MemoryBroker.open(
            MemoryBrokerOptions.defaults().withJournal(Path.of(args[0])),
            clock,
            new BrokerMetrics(new Metrics()));
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    java.util.concurrent.Semaphore room = new java.util.concurrent.Semaphore(UNDER_WAY);
    long next = JournalFixture.history(broker, CHANNEL).top().offset() + 1;
    while (true) {
      room.acquireUninterruptibly();
      Publish publish = new Publish(CHANNEL, Payload.of(String.valueOf(next++)), null, null, KEEP);
      var _ =
          broker
              .publish(publish)
              .thenAccept(position -> {
                print(out, position.orElseThrow());
                room.release();
              });
    }
  }

  private static void print(FileOutputStream out, Position position) {
    try {
      String line = "%s %d.\n".formatted(position.epoch(), position.offset());
      out.write(line.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
