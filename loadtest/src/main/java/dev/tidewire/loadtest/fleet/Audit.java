package dev.tidewire.loadtest.fleet;

/**
 * What subscribers were owed and did not get.
 *
 * @param owed deliveries that had to happen: each acknowledged message to each of its subscribers
 * @param missing those that did not
 * @param affected clients that miss something
 */
public record Audit(long owed, long missing, int affected) {
  static final Audit NOTHING = new Audit(0, 0, 0);

  Audit plus(Audit other) {
    return new Audit(owed + other.owed, missing + other.missing, affected + other.affected);
  }
}
