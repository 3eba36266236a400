package dev.tidewire.server.checker;

import java.util.HashMap;
import java.util.Map;

/** What publishers did: each publish has one outcome, and their order is kept. */
final class Publishers {
  private record Line(String publisher, String channel) {}

  private final Map<Line, Mark> acknowledged = new HashMap<>();

  /** For each publish under way: the newest position that its publisher knew before it. */
  private final Map<Integer, Mark> floors = new HashMap<>();

  private final Ledger ledger;
  private final Violations violations;
  private final Faults faults;
  private long invoked;
  private long ok;
  private long failed;

  Publishers(Ledger ledger, Violations violations, Faults faults) {
    this.ledger = ledger;
    this.violations = violations;
    this.faults = faults;
  }

  void invoked(Event.PublishInvoked event) {
    invoked++;
    int message = ledger.messages().numberOf(event.id());
    ledger.invoked(message, event);
    Mark floor = acknowledged.get(new Line(event.publisher(), event.channel()));
    if (floor != null) {
      floors.put(message, floor);
    }
  }

  void ok(Event.PublishOk event) {
    int message = ledger.messages().numberOf(event.id());
    Messages messages = ledger.messages();
    if (!messages.is(message, Messages.INVOKED)) {
      violations.add(Rule.BROKEN_LOG, "It was acknowledged and not invoked: %s".formatted(event));
    }
    if (!messages.is(message, Messages.ACKNOWLEDGED)) {
      ok++;
      faults.published();
    }
    messages.mark(message, Messages.ACKNOWLEDGED);
    event.mark().ifPresent(mark -> acknowledge(message, mark, event));
  }

  void failed(Event.PublishFailed event) {
    failed++;
    ledger.failed(ledger.messages().numberOf(event.id()), event);
  }

  long countOk() {
    return ok;
  }

  long percentOk() {
    return invoked == 0 ? 0 : ok * 100 / invoked;
  }

  @Override
  public String toString() {
    return "%d publishes: %d acknowledged, %d refused, %d unknown"
        .formatted(invoked, ok, failed, invoked - ok - failed);
  }

  private void acknowledge(int message, Mark mark, Event.PublishOk event) {
    ledger.place(message, event.channel(), mark, event);
    Mark floor = floors.remove(message);
    if (floor != null && floor.epoch().equals(mark.epoch()) && floor.offset() >= mark.offset()) {
      violations.add(Rule.ORDER, "Its publisher knew of %s before it: %s".formatted(floor, event));
    }
    acknowledged.merge(
        new Line(event.publisher(), event.channel()),
        mark,
        (old, now) -> old.epoch().equals(now.epoch()) && old.offset() > now.offset() ? old : now);
  }
}
