package dev.tidewire.server.checker;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A short history, written by hand: one channel, the publisher {@code p}, an event a line. */
final class Script {
  static final String CHANNEL = "chat:1";

  private final List<Event> events = new ArrayList<>();
  private long time;

  /** One acknowledged message, seen by two clients in one epoch, with a fault around nothing. */
  static Script clean() {
    return new Script()
        .join("a")
        .join("b")
        .ok("m1", "e", 1)
        .sees("a", "e", 1, "m1")
        .sees("b", "e", 1, "m1");
  }

  Script invoke(String id) {
    return add(new Event.PublishInvoked(++time, "p", CHANNEL, id));
  }

  Script acknowledge(String id, String epoch, long offset) {
    return add(new Event.PublishOk(++time, "p", CHANNEL, id, at(epoch, offset)));
  }

  Script ok(String id, String epoch, long offset) {
    return invoke(id).acknowledge(id, epoch, offset);
  }

  Script fails(String id) {
    return add(new Event.PublishFailed(++time, "p", CHANNEL, id, "unavailable"));
  }

  Script unknown(String id) {
    return invoke(id).add(new Event.PublishUnknown(++time, "p", CHANNEL, id, "timeout"));
  }

  /** A client that begins at the channel's start. */
  Script join(String client) {
    return add(new Event.Connected(++time, client, "s", "n"))
        .add(subscribed(client, "e", 0, 0, Optional.empty(), Optional.empty()));
  }

  Script resumes(String client, Mark since, boolean recovered, String epoch, long top, int count) {
    return add(subscribed(client, epoch, top, count, Optional.of(since), Optional.of(recovered)));
  }

  Script sees(String client, String epoch, long offset, String id) {
    return add(new Event.Delivered(++time, client, CHANNEL, at(epoch, offset), id));
  }

  Script gap(String client, String epoch, long offset) {
    return add(new Event.Gap(++time, client, CHANNEL, new Mark(epoch, offset)));
  }

  Script leaves(String client) {
    return add(new Event.Disconnected(++time, client, 4000));
  }

  Script unsubscribes(String client) {
    return add(new Event.Unsubscribed(++time, client, CHANNEL));
  }

  Script stands(String client, String epoch, long offset) {
    return add(new Event.Stands(++time, client, CHANNEL, new Mark(epoch, offset)));
  }

  Script fault(String name) {
    return add(new Event.FaultStarted(++time, name));
  }

  Script healed(String name) {
    return add(new Event.FaultStopped(++time, name));
  }

  Script waits(long micros) {
    time += micros;
    return this;
  }

  Script add(Event event) {
    events.add(event);
    return this;
  }

  long now() {
    return time;
  }

  Verdict verdict(Expectations expectations) {
    HistoryChecker checker = new HistoryChecker(expectations);
    events.forEach(checker::accept);
    return checker.verdict();
  }

  Verdict verdict() {
    return verdict(Expectations.defaults());
  }

  private Event.Subscribed subscribed(
      String client,
      String epoch,
      long top,
      int messages,
      Optional<Mark> since,
      Optional<Boolean> recovered) {
    return new Event.Subscribed(
        ++time, client, CHANNEL, at(epoch, top), messages, since, recovered);
  }

  private static Optional<Mark> at(String epoch, long offset) {
    return Optional.of(new Mark(epoch, offset));
  }
}
