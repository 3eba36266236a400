package dev.tidewire.server.hub;

/** How many subscribers on one loop a delivery goes to. */
public enum Audience {
  /** So few that all are served in one go. */
  FEW,

  /** So many that they are served in slices, with the loop's other work between them. */
  MANY
}
