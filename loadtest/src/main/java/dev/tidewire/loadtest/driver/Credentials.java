package dev.tidewire.loadtest.driver;

/** Where clients get their tokens from. Thread-safe. */
@FunctionalInterface
public interface Credentials {
  /** A token for this user; empty: connect without. */
  String token(String user);
}
