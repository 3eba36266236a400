package dev.tidewire.server.broker;

import dev.tidewire.server.history.CatchUp;
import dev.tidewire.server.history.HistoryQuery;
import dev.tidewire.server.history.PageLimits;
import dev.tidewire.server.history.Retention;
import dev.tidewire.server.history.Step;
import dev.tidewire.server.history.Step.Next;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Message;
import dev.tidewire.server.protocol.Position;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A subscriber that resumes with small pages and a small backlog, on a loop of its own. */
final class CatchUpSubscriber implements AutoCloseable {
  private static final PageLimits PAGE = new PageLimits(7, 1 << 20);
  private static final PageLimits BACKLOG = new PageLimits(5, 1 << 20);

  private final ExecutorService loop = Executors.newSingleThreadExecutor();
  private final List<Long> delivered = new CopyOnWriteArrayList<>();
  private final AtomicInteger losses = new AtomicInteger();
  private final Broker broker;
  private final ChannelName channel;
  private final Position since;
  private final Retention retention;
  private final CatchUp catchUp;

  CatchUpSubscriber(Broker broker, ChannelName channel, Position since, Retention retention) {
    this.broker = broker;
    this.channel = channel;
    this.since = since;
    this.retention = retention;
    catchUp = CatchUp.after(since, BACKLOG);
  }

  /** Listens, then reads. */
  void begin() {
    Stages.await(
        broker.subscribe(
            channel,
            new BrokerListener() {
              @Override
              public void published(String epoch, Message message) {
                loop.execute(() -> take(catchUp.live(epoch, message)));
              }

              @Override
              public void interrupted() {
                loop.execute(() -> take(catchUp.doubt()));
              }
            },
            retention));
    loop.execute(() -> read(since));
  }

  /** The offsets so far. */
  List<Long> delivered() {
    return delivered;
  }

  /** How often it was told that something is lost. */
  int losses() {
    return losses.get();
  }

  @Override
  public void close() {
    broker.unsubscribe(channel);
    loop.shutdown();
  }

  private void read(Position after) {
    var _ =
        broker
            .read(channel, new HistoryQuery.After(after, PAGE), retention)
            .thenAccept(page -> loop.execute(() -> take(catchUp.page(page))));
  }

  private void take(Step step) {
    step.deliver().stream().map(Message::offset).forEach(delivered::add);
    switch (step.next()) {
      case Next.Read(Position after) -> read(after);
      case Next.Lost(Position _) -> {
        losses.incrementAndGet();
        take(catchUp.proceed());
      }
      case Next.Live(), Next.Wait() -> {}
    }
  }
}
