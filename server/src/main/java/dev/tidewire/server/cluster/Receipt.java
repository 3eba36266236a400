package dev.tidewire.server.cluster;

import java.util.List;

/**
 * What became of a command. Immutable.
 *
 * @param applied the nodes that have carried it out, in the order of their names
 * @param missing the nodes that are known and have not said so yet; they will, before they are
 *     ready again
 * @param sessions how many sessions it concerned on the nodes that have said so
 */
public record Receipt(List<String> applied, List<String> missing, long sessions) {
  /** Copies the lists. */
  public Receipt {
    applied = List.copyOf(applied);
    missing = List.copyOf(missing);
  }
}
