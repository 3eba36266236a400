package dev.tidewire.server.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which message is where, as everybody together has seen it. */
final class Ledger {
  private final Messages messages = new Messages();
  private final Map<String, Integer> channels = new HashMap<>();
  private final Map<String, Map<String, Epoch>> epochs = new HashMap<>();
  private final List<Epoch> epochsByNumber = new ArrayList<>();

  /** Messages that were delivered and not invoked so far: a log of another process may lag. */
  private final Map<Integer, String> unexplained = new HashMap<>();

  private final Violations violations;

  Ledger(Violations violations) {
    this.violations = violations;
  }

  Messages messages() {
    return messages;
  }

  Epoch epoch(String channel, String name) {
    return epochs
        .computeIfAbsent(channel, _ -> new HashMap<>())
        .computeIfAbsent(name, _ -> add(new Epoch(epochsByNumber.size(), channel, name)));
  }

  Epoch epoch(int number) {
    return epochsByNumber.get(number);
  }

  void invoked(int message, Event.PublishInvoked event) {
    if (messages.is(message, Messages.INVOKED)) {
      violations.add(Rule.BROKEN_LOG, "The id of %s is used twice.".formatted(event));
    }
    messages.invoked(message, number(event.channel()), event.at());
    unexplained.remove(message);
  }

  /** Somebody says that this message is there; all who say so must agree. */
  void place(int message, String channel, Mark mark, Event event) {
    Epoch epoch = epoch(channel, mark.epoch());
    if (!epoch.put(mark.offset(), message)) {
      violations.add(Rule.MISMATCH, "Another message was seen at this offset: %s".formatted(event));
      return;
    }
    boolean moved =
        messages.isPlaced(message)
            && messages.epoch(message) == epoch.number()
            && messages.offset(message) != mark.offset();
    if (moved) {
      long other = messages.offset(message);
      violations.add(
          Rule.MISMATCH, "The message was seen at offset %d, too: %s".formatted(other, event));
      return;
    }
    messages.place(message, epoch.number(), mark.offset());
  }

  /** A message came to a client. */
  void delivered(int message, Event.Delivered event) {
    messages.mark(message, Messages.DELIVERED);
    if (messages.is(message, Messages.FAILED)) {
      violations.add(Rule.PHANTOM, "Its publish had failed: %s".formatted(event));
    }
    if (!messages.is(message, Messages.INVOKED)) {
      unexplained.putIfAbsent(message, event.toString());
    } else if (messages.channel(message) != number(event.channel())) {
      violations.add(Rule.PHANTOM, "It was published into another channel: %s".formatted(event));
    }
  }

  /** A publish was refused for good. */
  void failed(int message, Event.PublishFailed event) {
    messages.mark(message, Messages.FAILED);
    if (messages.is(message, Messages.DELIVERED)) {
      violations.add(Rule.PHANTOM, "It failed and was delivered: %s".formatted(event));
    }
  }

  /** Reports what nobody published. */
  void close() {
    unexplained
        .values()
        .forEach(event -> violations.add(Rule.PHANTOM, "Nobody published it: %s".formatted(event)));
  }

  private int number(String channel) {
    return channels.computeIfAbsent(channel, _ -> channels.size());
  }

  private Epoch add(Epoch epoch) {
    epochsByNumber.add(epoch);
    return epoch;
  }
}
