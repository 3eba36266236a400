package dev.tidewire.server.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    this.digests = keys.stream().map(key -> digest(key.bytes())).toList();
  }

  /** Whether {@code presented} is one of the keys. */
  public boolean accept(String presented) {
    byte[] digest = digest(presented.getBytes(StandardCharsets.UTF_8));
    boolean accepted = false;
    for (byte[] known : digests) {
      accepted |= MessageDigest.isEqual(known, digest);
    }
    return accepted;
  }

  private static byte[] digest(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java platform has SHA-256.", e);
    }
  }
}
