package dev.tidewire.server.checker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Makes up what clients and publishers of a server without faults would log: clients lag, leave,
 * come back and resume; histories are trimmed, so that some resumes fail; stores lose their memory
 * and begin new epochs, as all are told; publishes are refused or end in doubt.
 */
final class RandomHistory {
  private static final List<String> CHANNELS = List.of("chat:a", "chat:b");
  private static final List<String> PUBLISHERS = List.of("p-1", "p-2");
  private static final int CLIENTS = 3;

  /** A channel as the server holds it. */
  private static final class Channel {
    final String name;
    int epochs;
    List<String> log = new ArrayList<>();
    int trimmed;

    Channel(String name) {
      this.name = name;
    }

    String epoch() {
      return name + "-e" + epochs;
    }
  }

  /** Where a client stands in a channel, and whether it listens. */
  private static final class Seat {
    Mark position;
    boolean subscribed;
  }

  private final Random random;
  private final List<Event> events = new ArrayList<>();
  private final List<Channel> channels = CHANNELS.stream().map(Channel::new).toList();
  private final Map<String, Map<Channel, Seat>> clients = new HashMap<>();
  private final Map<String, Boolean> online = new HashMap<>();
  private long time;
  private int ids;
  private int faults;

  private RandomHistory(long seed) {
    random = new Random(seed);
  }

  /** A clean history of so many steps. */
  static List<Event> of(long seed, int steps) {
    RandomHistory history = new RandomHistory(seed);
    for (int i = 1; i <= CLIENTS; i++) {
      history.join("c-" + i);
    }
    for (int i = 0; i < steps; i++) {
      history.step();
    }
    history.finish();
    return history.events;
  }

  private void join(String client) {
    Map<Channel, Seat> seats = new HashMap<>();
    channels.forEach(channel -> seats.put(channel, new Seat()));
    clients.put(client, seats);
    connect(client);
  }

  private void step() {
    String client = "c-" + (1 + random.nextInt(CLIENTS));
    Channel channel = channels.get(random.nextInt(channels.size()));
    int dice = random.nextInt(100);
    if (dice < 30) {
      publish(channel);
    } else if (dice < 80) {
      deliver(client, channel);
    } else if (dice < 88) {
      toggle(client);
    } else if (dice < 92) {
      resubscribe(client, channel);
    } else if (dice < 95) {
      channel.trimmed = Math.max(channel.trimmed, channel.log.size() - random.nextInt(5));
    } else if (dice < 97) {
      loseMemory(channel);
    } else {
      fault(channel);
    }
  }

  private void publish(Channel channel) {
    String publisher = PUBLISHERS.get(random.nextInt(PUBLISHERS.size()));
    String id = "m-" + ++ids;
    events.add(new Event.PublishInvoked(++time, publisher, channel.name, id));
    int dice = random.nextInt(10);
    if (dice == 0) {
      events.add(new Event.PublishFailed(++time, publisher, channel.name, id, "unavailable"));
    } else if (dice == 1) {
      events.add(new Event.PublishUnknown(++time, publisher, channel.name, id, "timeout"));
    } else {
      channel.log.add(id);
      Mark mark = new Mark(channel.epoch(), channel.log.size());
      events.add(
          dice == 2
              ? new Event.PublishUnknown(++time, publisher, channel.name, id, "timeout")
              : new Event.PublishOk(++time, publisher, channel.name, id, Optional.of(mark)));
    }
  }

  private void deliver(String client, Channel channel) {
    Seat seat = clients.get(client).get(channel);
    if (seat.subscribed && seat.position.offset() < channel.log.size()) {
      next(client, channel, seat);
    }
  }

  private void next(String client, Channel channel, Seat seat) {
    seat.position = new Mark(channel.epoch(), seat.position.offset() + 1);
    String id = channel.log.get((int) seat.position.offset() - 1);
    events.add(new Event.Delivered(++time, client, channel.name, Optional.of(seat.position), id));
  }

  private void toggle(String client) {
    if (!online.get(client)) {
      connect(client);
      return;
    }
    online.put(client, false);
    events.add(new Event.Disconnected(++time, client, 1006));
    clients.get(client).values().forEach(seat -> seat.subscribed = false);
  }

  private void connect(String client) {
    online.put(client, true);
    events.add(new Event.Connected(++time, client, "s-" + time, "n-1"));
    channels.forEach(channel -> subscribe(client, channel));
  }

  private void subscribe(String client, Channel channel) {
    Seat seat = clients.get(client).get(channel);
    Optional<Mark> since = Optional.ofNullable(seat.position);
    Optional<Boolean> recovered =
        since.map(mark -> mark.epoch().equals(channel.epoch()) && mark.offset() >= channel.trimmed);
    boolean goesOn = recovered.orElse(false);
    int top = channel.log.size();
    int from =
        goesOn ? (int) seat.position.offset() : top - random.nextInt(top - channel.trimmed + 1);
    // A long catch-up is cut; the rest comes as pushes.
    int messages = goesOn ? random.nextInt(top - from + 1) : top - from;
    Mark promise = new Mark(channel.epoch(), from + messages);
    events.add(
        new Event.Subscribed(
            ++time, client, channel.name, Optional.of(promise), messages, since, recovered));
    seat.subscribed = true;
    seat.position = new Mark(channel.epoch(), from);
    for (int i = 0; i < messages; i++) {
      next(client, channel, seat);
    }
  }

  private void resubscribe(String client, Channel channel) {
    Seat seat = clients.get(client).get(channel);
    if (seat.subscribed) {
      events.add(new Event.Unsubscribed(++time, client, channel.name));
      seat.position = null;
      subscribe(client, channel);
    }
  }

  private void loseMemory(Channel channel) {
    channel.epochs++;
    channel.log = new ArrayList<>();
    channel.trimmed = 0;
    clients.forEach((client, seats) -> {
      Seat seat = seats.get(channel);
      if (seat.subscribed) {
        seat.position = new Mark(channel.epoch(), 0);
        events.add(new Event.Gap(++time, client, channel.name, seat.position));
      }
    });
  }

  private void fault(Channel channel) {
    String fault = "f-" + ++faults;
    events.add(new Event.FaultStarted(++time, fault));
    String id = "m-" + ++ids;
    events.add(new Event.PublishInvoked(++time, "p-f", channel.name, id));
    channel.log.add(id);
    Mark mark = new Mark(channel.epoch(), channel.log.size());
    events.add(new Event.PublishOk(++time, "p-f", channel.name, id, Optional.of(mark)));
    events.add(new Event.FaultStopped(++time, fault));
  }

  private void finish() {
    fault(channels.getFirst());
    fault(channels.getLast());
    for (String client : clients.keySet()) {
      if (!online.get(client)) {
        connect(client);
      }
      for (Channel channel : channels) {
        Seat seat = clients.get(client).get(channel);
        while (seat.position.offset() < channel.log.size()) {
          next(client, channel, seat);
        }
      }
    }
    clients.forEach((client, seats) ->
        seats.forEach((channel, seat) ->
            events.add(new Event.Stands(++time, client, channel.name, seat.position))));
  }
}
