package dev.tidewire.server.presence.memory;

import dev.tidewire.server.presence.MemberPage;
import dev.tidewire.server.presence.Presence;
import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.Refusal;
import dev.tidewire.server.protocol.SessionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Presence of a single process. A stage is complete when its method returns.
 *
 * <p>All that happens to one channel happens inside the map's atomic operations on its key; a
 * listener is called there too, which keeps its reports in order. A channel without members and
 * listener takes no memory.
 */
public final class MemoryPresence implements Presence {
  private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

  private final ConcurrentHashMap<ChannelName, Room> rooms = new ConcurrentHashMap<>();
  private volatile boolean closed;

  /** Presence without anybody. */
  public MemoryPresence() {}

  @Override
  public CompletionStage<Void> join(ChannelName channel, Member member) {
    return unlessClosed(() -> {
      rooms.compute(
          channel,
          (_, known) -> {
            Room room = known == null ? new Room() : known;
            room.enter(member);
            return room;
          });
      return DONE;
    });
  }

  @Override
  public CompletionStage<Void> leave(ChannelName channel, SessionId session) {
    return unlessClosed(() -> {
      rooms.computeIfPresent(
          channel,
          (_, room) -> {
            room.leave(session);
            return room.isEmpty() ? null : room;
          });
      return DONE;
    });
  }

  @Override
  public CompletionStage<MemberPage> members(
      ChannelName channel, @Nullable SessionId after, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "A page holds at least 1 member, not %d.".formatted(limit));
    }
    return unlessClosed(() -> {
      MemberPage[] page = {new MemberPage(List.of(), 0, false)};
      rooms.computeIfPresent(
          channel,
          (_, room) -> {
            page[0] = room.page(after, limit);
            return room;
          });
      return CompletableFuture.completedFuture(page[0]);
    });
  }

  @Override
  public CompletionStage<Void> watch(ChannelName channel, PresenceListener listener) {
    return unlessClosed(() -> {
      rooms.compute(
          channel,
          (_, known) -> {
            Room room = known == null ? new Room() : known;
            if (room.isWatched()) {
              throw new IllegalStateException("The channel %s has a listener.".formatted(channel));
            }
            room.watch(listener);
            return room;
          });
      return DONE;
    });
  }

  @Override
  public void unwatch(ChannelName channel) {
    rooms.computeIfPresent(
        channel,
        (_, room) -> {
          room.unwatch();
          return room.isEmpty() ? null : room;
        });
  }

  @Override
  public void close() {
    closed = true;
    rooms.clear();
  }

  private <T> CompletionStage<T> unlessClosed(Supplier<CompletionStage<T>> request) {
    return closed
        ? CompletableFuture.failedFuture(
            new Refusal(ErrorCode.UNAVAILABLE, "The presence is closed."))
        : request.get();
  }
}
