package dev.tidewire.server.cluster.redis;

import dev.tidewire.server.auth.Capabilities;
import dev.tidewire.server.auth.Principal;
import dev.tidewire.server.auth.Revocation;
import dev.tidewire.server.auth.TokenId;
import dev.tidewire.server.cluster.Command;
import dev.tidewire.server.cluster.Receipt;
import dev.tidewire.server.protocol.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** Commands for tests. */
final class Commands {
  private Commands() {}

  static Command disconnect(String user) {
    return new Command.Disconnect(new UserId(user), null, Command.Return.UNWANTED);
  }

  static Command revoke(String token) {
    return new Command.Revoke(
        new Revocation.OfToken(new TokenId(token), Instant.now().plus(Duration.ofHours(1))));
  }

  /** Has a node send one, and waits for the answer. */
  static Receipt send(TestNode node, Command command) {
    return node.cluster.send(command).toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  /** Who comes with this token. */
  static Principal bearerOf(String token) {
    return new Principal(
        new UserId("alice"),
        Instant.now().plus(Duration.ofHours(1)),
        null,
        new TokenId(token),
        null,
        Capabilities.NONE);
  }
}
