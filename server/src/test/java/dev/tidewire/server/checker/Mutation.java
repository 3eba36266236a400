package dev.tidewire.server.checker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** One anomaly, planted at a random place of a clean history. */
enum Mutation {
  /** A message that a client should have received is missing. */
  DROP {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Delivered dropped
          && after(history, at, dropped).filter(Mutation::showsThePosition).isPresent();
    }

    @Override
    void plant(List<Event> history, int at) {
      history.remove(at);
    }
  },
  DUPLICATE {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Delivered;
    }

    @Override
    void plant(List<Event> history, int at) {
      history.add(at, history.get(at));
    }
  },
  /** Two messages come in the wrong order. */
  SWAP {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Delivered first
          && after(history, at, first).filter(Event.Delivered.class::isInstance).isPresent();
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.Delivered first = (Event.Delivered) history.get(at);
      Collections.swap(history, at, history.indexOf(after(history, at, first).orElseThrow()));
    }
  },
  /** A message comes in place of another one. */
  PHANTOM {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Delivered;
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.Delivered old = (Event.Delivered) history.get(at);
      history.set(
          at, new Event.Delivered(old.at(), old.client(), old.channel(), old.mark(), "nobody's"));
    }
  },
  EPOCH_MIX {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Delivered;
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.Delivered old = (Event.Delivered) history.get(at);
      Mark mark = new Mark("another", old.mark().orElseThrow().offset());
      history.set(
          at,
          new Event.Delivered(old.at(), old.client(), old.channel(), Optional.of(mark), old.id()));
    }
  },
  /** A resume that had to fail is said to have succeeded. */
  FALSE_RECOVERY {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Subscribed resume
          && resume.recovered().equals(Optional.of(false))
          && !resume.since().equals(Mutation.start(resume));
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.Subscribed old = (Event.Subscribed) history.get(at);
      history.set(at, resume(old, old.mark(), true));
    }
  },
  /** A resume succeeds with a message left out. */
  HOLE_IN_RECOVERY {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Subscribed resume && resume.recovered().orElse(false);
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.Subscribed old = (Event.Subscribed) history.get(at);
      Mark mark = old.mark().orElseThrow();
      history.set(at, resume(old, Optional.of(new Mark(mark.epoch(), mark.offset() + 1)), true));
    }
  },
  /** The newest acknowledged message of a channel is not there for anybody. */
  LOST_WRITE {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Stands
          && !(history.get(at - 1) instanceof Event.Stands);
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.Stands top = (Event.Stands) history.get(at);
      Mark mark = new Mark(top.mark().epoch(), top.mark().offset() + 1);
      history.add(at, new Event.PublishInvoked(top.at(), "p-1", top.channel(), "lost"));
      history.add(
          at + 1, new Event.PublishOk(top.at(), "p-1", top.channel(), "lost", Optional.of(mark)));
    }
  },
  /** The server said no and published all the same. */
  FAILED_BUT_DELIVERED {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.PublishOk ok
          && history.stream()
              .anyMatch(
                  event -> event instanceof Event.Delivered seen && seen.id().equals(ok.id()));
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.PublishOk ok = (Event.PublishOk) history.get(at);
      history.set(
          at,
          new Event.PublishFailed(ok.at(), ok.publisher(), ok.channel(), ok.id(), "unavailable"));
    }
  },
  /** A publisher is told another place than everybody sees. */
  WRONG_ACKNOWLEDGEMENT {
    @Override
    boolean fits(List<Event> history, int at) {
      return FAILED_BUT_DELIVERED.fits(history, at);
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.PublishOk ok = (Event.PublishOk) history.get(at);
      Mark mark = ok.mark().orElseThrow();
      history.set(
          at,
          new Event.PublishOk(
              ok.at(),
              ok.publisher(),
              ok.channel(),
              ok.id(),
              Optional.of(new Mark(mark.epoch(), mark.offset() + 1_000_000))));
    }
  },
  AFTER_UNSUBSCRIBE {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Unsubscribed;
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.Unsubscribed end = (Event.Unsubscribed) history.get(at);
      history.add(
          at + 1,
          new Event.Delivered(end.at(), end.client(), end.channel(), Optional.empty(), "late"));
    }
  },
  DIVERGENCE {
    @Override
    boolean fits(List<Event> history, int at) {
      return history.get(at) instanceof Event.Stands;
    }

    @Override
    void plant(List<Event> history, int at) {
      Event.Stands old = (Event.Stands) history.get(at);
      Mark mark = new Mark(old.mark().epoch(), old.mark().offset() + 1);
      history.set(at, new Event.Stands(old.at(), old.client(), old.channel(), mark));
    }
  };

  abstract boolean fits(List<Event> history, int at);

  abstract void plant(List<Event> history, int at);

  /** The history with this anomaly in it, or nothing when it has no place for it. */
  Optional<List<Event>> of(List<Event> history, Random random) {
    List<Integer> places =
        IntStream.range(0, history.size()).filter(at -> fits(history, at)).boxed().toList();
    if (places.isEmpty()) {
      return Optional.empty();
    }
    List<Event> copy = new ArrayList<>(history);
    plant(copy, places.get(random.nextInt(places.size())));
    return Optional.of(copy);
  }

  /** What the same client logs next about the same channel. */
  private static Optional<Event> after(List<Event> history, int at, Event.Delivered delivered) {
    return history.subList(at + 1, history.size()).stream()
        .filter(event ->
            switch (event) {
              case Event.Delivered(_, String client, String channel, _, _) ->
                  isOf(delivered, client, channel);
              case Event.Subscribed next -> isOf(delivered, next.client(), next.channel());
              case Event.Gap(_, String client, String channel, _) ->
                  isOf(delivered, client, channel);
              case Event.Unsubscribed(_, String client, String channel) ->
                  isOf(delivered, client, channel);
              case Event.Stands(_, String client, String channel, _) ->
                  isOf(delivered, client, channel);
              default -> false;
            })
        .findFirst();
  }

  private static boolean isOf(Event.Delivered delivered, String client, String channel) {
    return delivered.client().equals(client) && delivered.channel().equals(channel);
  }

  /**
   * What comes before a gap or an unsubscribe may be missing: that is nothing to complain about.
   */
  private static boolean showsThePosition(Event event) {
    return switch (event) {
      case Event.Delivered _, Event.Stands _ -> true;
      case Event.Subscribed subscribed -> subscribed.since().isPresent();
      default -> false;
    };
  }

  private static Optional<Mark> start(Event.Subscribed event) {
    return event.mark().map(mark -> new Mark(mark.epoch(), mark.offset() - event.messages()));
  }

  private static Event.Subscribed resume(
      Event.Subscribed old, Optional<Mark> mark, boolean recovered) {
    return new Event.Subscribed(
        old.at(),
        old.client(),
        old.channel(),
        mark,
        old.messages(),
        old.since(),
        Optional.of(recovered));
  }
}
