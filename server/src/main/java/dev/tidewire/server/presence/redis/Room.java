package dev.tidewire.server.presence.redis;

import dev.tidewire.server.presence.PresenceListener;
import dev.tidewire.server.protocol.ChannelName;
import dev.tidewire.server.protocol.Member;
import dev.tidewire.server.protocol.SessionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One channel, as far as this node has to do with it. Confined to the worker. */
final class Room {
  private final ChannelName channel;
  private final Services services;
  private final Outbox outbox;
  private @Nullable Watch watch;

  Room(ChannelName channel, Services services) {
    this.channel = channel;
    this.services = services;
    this.outbox = new Outbox(channel, services, this::taken);
  }

  ChannelName channel() {
    return channel;
  }

  void join(Member member, CompletableFuture<Void> done) {
    outbox.join(member, done);
  }

  void leave(SessionId session, CompletableFuture<Void> done) {
    outbox.leave(session, done);
  }

  void read(Read read) {
    if (watch == null) {
      read.fromStore(channel, services);
    } else {
      watch.read(read);
    }
  }

  void watch(PresenceListener listener, CompletableFuture<Void> done) {
    endWatch();
    Watch begun = new Watch(channel, services, listener, outbox);
    watch = begun;
    var _ =
        begun
            .open()
            .whenComplete((_, failure) -> {
              if (failure == null) {
                done.complete(null);
                return;
              }
              if (watch == begun) {
                endWatch();
              }
              done.completeExceptionally(failure);
            });
  }

  /** Ends the watch by which this listener hears, if there is one. */
  void unwatch(PresenceListener listener) {
    if (watch != null && watch.reportsTo(listener)) {
      endWatch();
    }
  }

  private void endWatch() {
    Watch ended = watch;
    watch = null;
    if (ended != null) {
      ended.close();
    }
  }

  /** Keeps the keys, and compares what they show with what should be. */
  void check() {
    services
        .pacer()
        .run(() -> services.store().check(channel, services.lease().node()))
        .whenComplete((standing, _) -> {
          if (standing != null) {
            checked(standing);
          } // else the next round comes long before the keys end
        });
  }

  private void checked(Store.Standing standing) {
    outbox.seen(standing.version().epoch());
    if (outbox.isSettled() && standing.members() != outbox.size()) {
      outbox.enterAgain(_ -> true);
    }
    exists(standing.version());
  }

  void leaseLost() {
    outbox.leaseLost();
    if (watch != null) {
      watch.doubt();
    }
  }

  void renewed() {
    outbox.send();
    if (watch != null) {
      watch.renewed();
    }
  }

  void unavailable(Throwable failure) {
    outbox.unavailable(failure);
    if (watch != null) {
      watch.unavailable(failure);
    }
  }

  /** Takes everybody out, without waiting for answers. */
  List<CompletableFuture<Void>> close() {
    endWatch();
    return outbox.leaveAll();
  }

  boolean isEmpty() {
    return watch == null && outbox.size() == 0 && outbox.isSettled();
  }

  private void taken(Version version) {
    exists(version);
  }

  private void exists(Version version) {
    if (watch != null) {
      watch.exists(version);
    }
  }
}
