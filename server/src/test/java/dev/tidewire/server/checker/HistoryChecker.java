package dev.tidewire.server.checker;

import java.util.EnumMap;
import java.util.Map;

/**
 * Reads a history of what publishers and clients saw, one event after the other, and says whether
 * the server kept its promises: one order for all, nothing lost and nothing twice, no gap that was
 * not announced, and nothing for those who may not see it.
 *
 * <p>It keeps about 70 bytes for a message and little for anything else. Confined to one thread.
 */
public final class HistoryChecker {
  private final Violations violations = new Violations();
  private final Ledger ledger = new Ledger(violations);
  private final Faults faults = new Faults();
  private final Publishers publishers = new Publishers(ledger, violations, faults);
  private final Watchers watchers;
  private final Expectations expectations;
  private long announcedLosses;

  /** A checker that holds the run to these expectations. */
  public HistoryChecker(Expectations expectations) {
    this.expectations = expectations;
    this.watchers = new Watchers(ledger, violations, faults, expectations);
  }

  /** Takes the next event. */
  public void accept(Event event) {
    switch (event) {
      case Event.PublishInvoked invoked -> publishers.invoked(invoked);
      case Event.PublishOk ok -> publishers.ok(ok);
      case Event.PublishFailed failed -> publishers.failed(failed);
      case Event.PublishUnknown _ -> {}
      case Event.Connected connected -> watchers.connected(connected);
      case Event.Subscribed subscribed -> watchers.subscribed(subscribed);
      case Event.Delivered delivered -> watchers.delivered(delivered);
      case Event.Gap gap -> watchers.gap(gap);
      case Event.Unsubscribed unsubscribed -> watchers.unsubscribed(unsubscribed);
      case Event.Draining draining -> watchers.draining(draining);
      case Event.Disconnected disconnected -> watchers.disconnected(disconnected);
      case Event.Stands stands -> watchers.stands(stands);
      case Event.Barred barred -> watchers.barred(barred);
      case Event.Forbidden forbidden -> watchers.forbidden(forbidden);
      case Event.FaultStarted started -> start(started);
      case Event.FaultStopped stopped -> stop(stopped);
    }
  }

  /** A line that is no event. */
  public void unreadable(String where, String why) {
    violations.add(Rule.BROKEN_LOG, "%s: %s".formatted(where, why));
  }

  /** Ends the history and judges it. */
  public Verdict verdict() {
    ledger.close();
    faults
        .stillOpen()
        .keySet()
        .forEach(fault ->
            violations.add(Rule.BROKEN_LOG, "The fault %s does not end.".formatted(fault)));
    judgeAcknowledged();
    Map<Expectation, Long> measured = new EnumMap<>(Expectation.class);
    for (Expectation expectation : Expectation.values()) {
      long value = measured(expectation);
      measured.put(expectation, value);
      compare(expectation, value, expectations.of(expectation));
    }
    String summary =
        "%s\n%s\n%d faults, %d announced losses"
            .formatted(publishers, watchers, faults.count(), announcedLosses);
    return new Verdict(violations.counts(), violations.examples(), measured, summary);
  }

  /**
   * Judges what was acknowledged and seen by nobody. That can have been announced: everybody who
   * could have seen it was told that continuity is lost. But who stands there in the end, without
   * having been told, must have seen it.
   */
  private void judgeAcknowledged() {
    Messages messages = ledger.messages();
    for (int message = 0; message < messages.count(); message++) {
      boolean unseen =
          messages.is(message, Messages.ACKNOWLEDGED)
              && !messages.is(message, Messages.DELIVERED)
              && messages.isPlaced(message);
      if (unseen) {
        judgeUnseen(ledger.epoch(messages.epoch(message)), messages.offset(message));
      }
    }
  }

  private void judgeUnseen(Epoch epoch, long offset) {
    if (epoch.isBeforeAnybody(offset)) {
      return;
    }
    boolean isLast =
        watchers
            .standing(epoch.channel())
            .filter(mark -> mark.epoch().equals(epoch.name()))
            .isPresent();
    if (isLast && offset > epoch.top()) {
      violations.add(
          Rule.LOST,
          "%s %s/%d was acknowledged, and in the end all stand at %d."
              .formatted(epoch.channel(), epoch.name(), offset, epoch.top()));
    } else if (offset <= epoch.top() || watchers.standing(epoch.channel()).isPresent()) {
      announcedLosses++;
    }
  }

  private void start(Event.FaultStarted event) {
    if (!faults.start(event.fault(), event.at())) {
      violations.add(Rule.BROKEN_LOG, "A second fault of this name: %s".formatted(event));
    }
  }

  private void stop(Event.FaultStopped event) {
    if (!faults.stop(event.fault(), event.at())) {
      violations.add(Rule.BROKEN_LOG, "It had not started: %s".formatted(event));
    }
  }

  private long measured(Expectation expectation) {
    return switch (expectation) {
      case MAX_ANNOUNCED_LOSSES -> announcedLosses;
      case MIN_PUBLISHED -> publishers.countOk();
      case MIN_PUBLISHED_PERCENT -> publishers.percentOk();
      case MIN_FAULTS -> faults.count();
      case MIN_PUBLISHED_PER_FAULT -> faults.fewestPublished();
      case MAX_RESETS,
          MAX_DUPLICATES,
          MAX_LATENCY_MILLIS,
          MIN_CLIENTS,
          MIN_DELIVERED,
          MIN_RESUMES_PER_CLIENT,
          MIN_STANDING ->
          watchers.measured(expectation);
    };
  }

  private void compare(Expectation expectation, long measured, long limit) {
    if (!expectation.isMetBy(measured, limit)) {
      Rule rule = expectation.isMaximum() ? Rule.LIMIT : Rule.VACUOUS;
      violations.add(rule, "%s is %d, measured %d".formatted(expectation.flag(), limit, measured));
    }
  }
}
