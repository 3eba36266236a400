package dev.tidewire.server.checker;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What clients saw: each stands somewhere in each of its channels and goes on from there only. */
final class Watchers {
  private final Map<String, Map<String, View>> views = new HashMap<>();
  private final Map<String, Long> resumes = new LinkedHashMap<>();
  private final Map<String, Event.Stands> standing = new HashMap<>();
  private final Latencies latencies = new Latencies();
  private final Map<String, Long> awaySince = new HashMap<>();
  private final Latencies interruptions = new Latencies();
  private final Map<Integer, Long> closeCodes = new TreeMap<>();
  private final Ledger ledger;
  private final Violations violations;
  private final Faults faults;
  private final boolean duplicatesAreAllowed;
  private long delivered;
  private long duplicates;
  private long resets;
  private long told;
  private long standingCount;

  Watchers(Ledger ledger, Violations violations, Faults faults, Expectations expectations) {
    this.ledger = ledger;
    this.violations = violations;
    this.faults = faults;
    this.duplicatesAreAllowed = expectations.of(Expectation.MAX_DUPLICATES) > 0;
  }

  void connected(Event.Connected event) {
    resumes.putIfAbsent(event.client(), 0L);
    Long since = awaySince.remove(event.client());
    if (since != null) {
      interruptions.add(event.at() - since);
    }
  }

  void subscribed(Event.Subscribed event) {
    View view = view(event.client(), event.channel());
    checkAllowed(view, event);
    if (event.mark().isEmpty()) {
      view.subscribe(null, null);
      return;
    }
    Mark promise = event.mark().get();
    Mark from = new Mark(promise.epoch(), promise.offset() - event.messages());
    event.since().ifPresent(since -> resumed(view, since, from, event));
    ledger.epoch(event.channel(), from.epoch()).start(from.offset());
    view.subscribe(from, promise);
  }

  void delivered(Event.Delivered event) {
    delivered++;
    View view = view(event.client(), event.channel());
    checkAllowed(view, event);
    if (!view.isSubscribed()) {
      violations.add(Rule.AFTER_THE_END, "It is not subscribed: %s".formatted(event));
    }
    int message = ledger.messages().numberOf(event.id());
    ledger.delivered(message, event);
    event.mark().ifPresent(mark -> advance(view, mark, message, event));
  }

  void gap(Event.Gap event) {
    View view = view(event.client(), event.channel());
    if (!view.isSubscribed()) {
      violations.add(Rule.AFTER_THE_END, "It is not subscribed: %s".formatted(event));
    }
    resets++;
    ledger.epoch(event.channel(), event.mark().epoch()).start(event.mark().offset());
    view.reset(event.mark());
  }

  void unsubscribed(Event.Unsubscribed event) {
    end(view(event.client(), event.channel()), event);
  }

  void draining(Event.Draining event) {
    if (!awaySince.containsKey(event.client())) {
      told++;
    }
  }

  void disconnected(Event.Disconnected event) {
    if (resumes.containsKey(event.client())) { // else it never had a session to lose
      closeCodes.merge(event.code(), 1L, Long::sum);
      awaySince.putIfAbsent(event.client(), event.at());
    }
    views(event.client()).stream().filter(View::isSubscribed).forEach(view -> end(view, event));
  }

  void stands(Event.Stands event) {
    View view = view(event.client(), event.channel());
    standingCount++;
    checkPromise(view, event);
    if (!view.isSubscribed() || !view.position().equals(Optional.of(event.mark()))) {
      violations.add(
          Rule.BROKEN_LOG,
          "By its log it stands at %s: %s".formatted(view.position().orElse(null), event));
    }
    Event.Stands other = standing.putIfAbsent(event.channel(), event);
    if (other != null && !other.mark().equals(event.mark())) {
      violations.add(Rule.DIVERGENCE, "%s, but %s".formatted(event, other));
    }
  }

  void barred(Event.Barred event) {
    view(event.client(), event.channel()).barFrom(event.at() + event.withinMicros());
  }

  void forbidden(Event.Forbidden event) {
    view(event.client(), event.channel()).forbid();
  }

  /** Where everybody stands in this channel in the end. */
  Optional<Mark> standing(String channel) {
    return Optional.ofNullable(standing.get(channel)).map(Event.Stands::mark);
  }

  long measured(Expectation expectation) {
    return switch (expectation) {
      case MAX_RESETS -> resets;
      case MAX_DUPLICATES -> duplicates;
      case MAX_LATENCY_MILLIS -> latencies.longest() / 1000;
      case MIN_CLIENTS -> resumes.size();
      case MIN_DELIVERED -> delivered;
      case MIN_RESUMES_PER_CLIENT ->
          resumes.values().stream().mapToLong(Long::longValue).min().orElse(0);
      case MIN_STANDING -> standingCount;
      default -> throw new IllegalArgumentException(expectation.name());
    };
  }

  @Override
  public String toString() {
    long resumed = resumes.values().stream().mapToLong(Long::longValue).sum();
    return """
    %d clients: %d deliveries, %d duplicates, %d resumes, %d resets
    closed with %s, %d told to leave; away for %s
    outside of faults a message takes %s\
    """
        .formatted(
            resumes.size(),
            delivered,
            duplicates,
            resumed,
            resets,
            closeCodes,
            told,
            interruptions,
            latencies);
  }

  private void resumed(View view, Mark since, Mark from, Event.Subscribed event) {
    if (view.position().isPresent() && !view.position().get().equals(since)) {
      violations.add(
          Rule.BROKEN_LOG,
          "By its log it stands at %s: %s".formatted(view.position().get(), event));
    }
    if (event.recovered().isEmpty()) {
      violations.add(Rule.FALSE_RECOVERY, "The server does not say whether: %s".formatted(event));
    } else if (!event.recovered().get()) {
      resets++;
    } else if (from.equals(since)) {
      resumes.merge(event.client(), 1L, Long::sum);
    } else {
      violations.add(Rule.FALSE_RECOVERY, "It goes on from %s: %s".formatted(from, event));
    }
  }

  private void advance(View view, Mark mark, int message, Event.Delivered event) {
    ledger.place(message, event.channel(), mark, event);
    Optional<Mark> position = view.position();
    if (position.isEmpty() || !position.get().epoch().equals(mark.epoch())) {
      violations.add(Rule.EPOCH_MIX, "It stands at %s: %s".formatted(position.orElse(null), event));
    } else if (mark.offset() <= position.get().offset()) {
      duplicate(position.get(), event);
      return;
    } else if (mark.offset() != position.get().offset() + 1) {
      violations.add(Rule.HOLE, "It stands at %s: %s".formatted(position.get(), event));
    }
    view.moveTo(mark);
    ledger.epoch(event.channel(), mark.epoch()).reach(mark.offset());
    measure(message, event.at());
  }

  private void duplicate(Mark position, Event.Delivered event) {
    duplicates++;
    if (!duplicatesAreAllowed) {
      violations.add(Rule.DUPLICATE, "It stands at %s: %s".formatted(position, event));
    }
  }

  private void measure(int message, long at) {
    Messages messages = ledger.messages();
    if (messages.is(message, Messages.INVOKED) && faults.quietSince(messages.invokedAt(message))) {
      latencies.add(at - messages.invokedAt(message));
    }
  }

  private void end(View view, Event event) {
    checkPromise(view, event);
    view.end();
  }

  private void checkPromise(View view, Event event) {
    view.brokenPromise()
        .ifPresent(promise ->
            violations.add(
                Rule.HOLE, "The reply to %s reached to %s: %s".formatted(view, promise, event)));
  }

  private void checkAllowed(View view, Event event) {
    if (view.isForbidden()) {
      violations.add(Rule.FORBIDDEN, "%s".formatted(event));
    }
    if (view.isBarredAt(event.at())) {
      violations.add(Rule.AFTER_THE_END, "It is not allowed any more: %s".formatted(event));
    }
  }

  private View view(String client, String channel) {
    return views
        .computeIfAbsent(client, _ -> new HashMap<>())
        .computeIfAbsent(channel, _ -> new View(client, channel));
  }

  private Collection<View> views(String client) {
    return views.getOrDefault(client, Map.of()).values();
  }
}
