package dev.tidewire.server.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Where public keys come from. Thread-safe; never blocks. */
public interface PublicKeys {
  /** The keys that count now. */
  KeyRing current();

  /**
   * The keys after somebody has looked for newer ones than these, in which a token's key was not
   * found. The stage fails with a {@link dev.tidewire.server.protocol.Refusal}: {@code
   * TOKEN_INVALID} when there can be no other keys, {@code UNAVAILABLE} when nobody can look now.
   */
  CompletionStage<KeyRing> newerThan(KeyRing seen);

  /** Keys that never change. */
  static PublicKeys fixed(KeyRing ring) {
    return new PublicKeys() {
      @Override
      public KeyRing current() {
        return ring;
      }

      @Override
      public CompletionStage<KeyRing> newerThan(KeyRing seen) {
        return CompletableFuture.failedStage(Refusals.wrongSignature());
      }
    };
  }
}
