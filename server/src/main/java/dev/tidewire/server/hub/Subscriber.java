package dev.tidewire.server.hub;

/**
 * Somebody on a loop who listens to one channel. Confined to the loop; a member of at most one
 * channel's roster.
 */
public abstract class Subscriber {
  /** Where the roster holds it; -1 outside a roster. */
  int slot = -1;

  /** For subclasses. */
  protected Subscriber() {}

  /**
   * Takes a message of the channel. Called in the channel's order; must not take this or another
   * subscriber out of the hub.
   */
  protected abstract void deliver(Delivery.OfMessage delivery, Audience audience);

  /** Takes news of who came or went, under the same rules. */
  protected abstract void deliver(Delivery.OfPresence delivery, Audience audience);

  /** Compares where the channel stands with where it stands itself, under the same rules. */
  protected abstract void deliver(Delivery.Checkpoint checkpoint);
}
