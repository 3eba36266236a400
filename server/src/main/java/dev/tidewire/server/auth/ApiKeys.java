package dev.tidewire.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * The keys of the server API; any of them opens it, so that one can be changed while the other
 * lives. Thread-safe.
 *
 * <p>Digests are compared, of equal length and in constant time, and all of them each time: how
 * long a refusal takes says nothing about a key.
 */
public final class ApiKeys {
  private final List<byte[]> digests;

  /** These keys; with none, nothing is accepted. */
  public ApiKeys(List<Secret> keys) {
    this.digests = keys.stream().map(key -> Sha256.digest(key.bytes())).toList();
  }

  /** Whether {@code presented} is one of the keys. */
  public boolean accept(String presented) {
    byte[] digest = Sha256.digest(presented.getBytes(StandardCharsets.UTF_8));
    boolean accepted = false;
    for (byte[] known : digests) {
      accepted |= MessageDigest.isEqual(known, digest);
    }
    return accepted;
  }
}
