package dev.tidewire.server.session;

import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.Revocations;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.cluster.CommandListener;
import dev.tidewire.server.protocol.CloseReason;
import dev.tidewire.server.protocol.SessionId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Carries out commands on the sessions of all loops. Thread-safe. */
public final class NodeCommands implements CommandListener {
  private final List<Sessions> loops;
  private final Revocations revocations;

  /**
   * Commands for these sessions.
   *
   * @param revocations what these sessions ask
   */
  public NodeCommands(List<Sessions> loops, Revocations revocations) {
    this.loops = List.copyOf(loops);
    this.revocations = revocations;
  }

  @Override
  public CompletionStage<Long> apply(Command command) {
    return switch (command) {
      case Command.Disconnect disconnect ->
          onAll(loop ->
              loop.forUser(
                  disconnect.user(),
                  meant(disconnect.session())
                      .and(session -> session.end(reason(disconnect.after())))));
      case Command.Unsubscribe unsubscribe ->
          onAll(loop ->
              loop.forUser(
                  unsubscribe.user(),
                  meant(unsubscribe.session())
                      .and(session -> session.remove(unsubscribe.channel()))));
      case Command.Revoke revoke -> revoke(revoke.revocation());
    };
  }

  /** It is known first, so that nobody is admitted behind the sweep's back. */
  private CompletionStage<Long> revoke(Revocation revocation) {
    revocations.add(revocation);
    return switch (revocation) {
      case Revocation.OfUser of -> onAll(loop -> loop.forUser(of.user(), Session::endIfRevoked));
      case Revocation.OfToken _ -> endRevoked();
    };
  }

  @Override
  public CompletionStage<Long> endRevoked() {
    return onAll(loop -> loop.forAll(Session::endIfRevoked));
  }

  @Override
  public CompletionStage<Long> reconnectAll() {
    return onAll(loop -> loop.forAll(session -> session.end(CloseReason.RECONNECT)));
  }

  private CompletionStage<Long> onAll(Function<Sessions, CompletableFuture<Long>> action) {
    List<CompletableFuture<Long>> counts = loops.stream().map(action).toList();
    return CompletableFuture.allOf(counts.toArray(CompletableFuture[]::new))
        .thenApply(_ -> counts.stream().mapToLong(CompletableFuture::join).sum());
  }

  private static Predicate<Session> meant(@Nullable SessionId session) {
    return candidate -> session == null || session.equals(candidate.id());
  }

  private static CloseReason reason(Command.Return after) {
    return switch (after) {
      case WELCOME -> CloseReason.RECONNECT;
      case UNWANTED -> CloseReason.DISCONNECTED;
    };
  }
}
