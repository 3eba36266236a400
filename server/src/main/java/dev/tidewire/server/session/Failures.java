package dev.tidewire.server.session;

import dev.tidewire.server.protocol.ErrorCode;
import dev.tidewire.server.protocol.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a stage failed with into the refusal that the client is told. */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private Failures() {}

  /** The refusal itself, or {@code INTERNAL} for a fault, which is logged here. */
  static Refusal refusal(Throwable failure) {
    Throwable cause = Refusal.cause(failure);
    if (cause instanceof Refusal refusal) {
      return refusal;
    }
    LOG.error("A request failed.", cause);
    return new Refusal(ErrorCode.INTERNAL, "The request failed; the server's log says why.");
  }
}
