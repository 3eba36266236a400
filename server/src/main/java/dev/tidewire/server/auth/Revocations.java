package dev.tidewire.server.auth;

import dev.tidewire.server.protocol.UserId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * The revocations that this node knows of. Thread-safe; a question costs two look-ups in maps of
 * this process, so that it may be asked on a loop.
 *
 * <p>It has no bound of its own: whoever takes revocations from outside has.
 */
public final class Revocations {
  private final InstantSource clock;
  private final ConcurrentMap<UserId, Revocation.OfUser> users = new ConcurrentHashMap<>();
  private final ConcurrentMap<TokenId, Revocation.OfToken> tokens = new ConcurrentHashMap<>();

  /** Nothing is revoked. */
  public Revocations(InstantSource clock) {
    this.clock = clock;
  }

  /** Adds one to what is known; one about the same user or token becomes one with it. */
  public void add(Revocation revocation) {
    if (!revocation.until().isAfter(clock.instant())) {
      return;
    }
    switch (revocation) {
      case Revocation.OfUser user -> users.merge(user.user(), user, Revocation.OfUser::and);
      case Revocation.OfToken token -> tokens.merge(token.token(), token, Revocation.OfToken::and);
    }
  }

  /** Whether a token is revoked. */
  public boolean cover(Principal principal) {
    Revocation.@Nullable OfUser user = users.get(principal.user());
    if (user != null && user.covers(principal)) {
      return true;
    }
    return principal.token() != null && tokens.containsKey(principal.token());
  }

  /** All of them, in no order. */
  public List<Revocation> all() {
    List<Revocation> all = new ArrayList<>(users.values());
    all.addAll(tokens.values());
    return all;
  }

  /** How many there are. */
  public int size() {
    return users.size() + tokens.size();
  }

  /** Forgets those whose tokens have all expired. */
  public void sweep() {
    Instant now = clock.instant();
    users.values().removeIf(user -> !user.until().isAfter(now));
    tokens.values().removeIf(token -> !token.until().isAfter(now));
  }
}
