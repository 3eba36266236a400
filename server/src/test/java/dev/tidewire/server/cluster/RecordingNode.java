package dev.tidewire.server.cluster;

import dev.tidewire.server.auth.Revocations;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** A node's sessions that note what is asked of them. Thread-safe. */
public final class RecordingNode implements CommandListener {
  private final Revocations revocations;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile CompletableFuture<Void> open = CompletableFuture.completedFuture(null);

  public RecordingNode(Revocations revocations) {
    this.revocations = revocations;
  }

  /** What was asked, in order: commands as their users, and the rest by its name. */
  public List<String> heard() {
    return List.copyOf(heard);
  }

  /** Carries out nothing until {@link #release}. */
  public void hold() {
    open = new CompletableFuture<>();
  }

  public void release() {
    open.complete(null);
  }

  @Override
  public CompletionStage<Long> apply(Command command) {
    return open.thenApply(_ -> {
      switch (command) {
        case Command.Disconnect disconnect -> heard.add(disconnect.user().value());
        case Command.Unsubscribe unsubscribe -> heard.add(unsubscribe.user().value());
        case Command.Revoke revoke -> {
          revocations.add(revoke.revocation());
          heard.add("revoke");
        }
      }
      if (heard.getLast().equals("boom")) {
        throw new IllegalStateException("This is planted.");
      }
      return 2L;
    });
  }

  @Override
  public CompletionStage<Long> endRevoked() {
    heard.add("endRevoked");
    return CompletableFuture.completedStage(0L);
  }

  @Override
  public CompletionStage<Long> reconnectAll() {
    heard.add("reconnectAll");
    return CompletableFuture.completedStage(0L);
  }
}
