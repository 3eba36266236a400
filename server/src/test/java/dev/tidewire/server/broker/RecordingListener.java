package dev.tidewire.server.broker;

import dev.tidewire.server.protocol.Message;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it hears, and notices calls that overlap. */
public final class RecordingListener implements BrokerListener {
  /** A message with the epoch it came in. */
  public record Heard(String epoch, Message message) {}

  private final List<Heard> heard = new CopyOnWriteArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger interruptions = new AtomicInteger();
  private volatile boolean overlapped;

  @Override
  public void published(String epoch, Message message) {
    if (inside.incrementAndGet() > 1) {
      overlapped = true;
    }
    heard.add(new Heard(epoch, message));
    inside.decrementAndGet();
  }

  @Override
  public void interrupted() {
    interruptions.incrementAndGet();
  }

  /** How often it was told that something may be missing. */
  public int interruptions() {
    return interruptions.get();
  }

  /** What came so far. */
  public List<Heard> heard() {
    return heard;
  }

  /** The offsets of what came so far. */
  public List<Long> offsets() {
    return heard.stream().map(h -> h.message().offset()).toList();
  }

  /** Whether two calls were under way at once. */
  public boolean overlapped() {
    return overlapped;
  }
}
