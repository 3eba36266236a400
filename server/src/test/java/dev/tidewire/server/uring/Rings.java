package dev.tidewire.server.uring;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Rings for tests: real ones. */
public final class Rings {
  /** IORING_SETUP_R_DISABLED: a ring that takes no submission. */
  private static final int DISABLED = 1 << 6;

  private Rings() {}

  /** A ring; skips the test, loudly, where the kernel gives none and nobody demands one. */
  public static SendRing open(int sends, int bytes) {
    try {
      return SendRing.open(sends, bytes);
    } catch (IOException e) {
      if (System.getenv("TIDEWIRE_REQUIRE_IO_URING") != null) {
        throw new UncheckedIOException(e);
      }
      return abort("SKIPPED, there is no io_uring here: " + e.getMessage());
    }
  }

  /** A ring that fails with all that it is given. */
  public static SendRing refusing(int sends, int bytes) {
    open(1, 1).close();
    try {
      return SendRing.open(sends, bytes, DISABLED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
