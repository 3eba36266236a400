package dev.tidewire.server.hub;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one channel on one loop, and what is on its way to them. Confined to the loop.
 *
 * <p>A delivery reaches everybody who was on the roster when it began, in slices. A subscriber that
 * leaves meanwhile leaves a hole, so that no other moves and is passed over or served twice; one
 * that comes meanwhile stands behind the delivery's bound and is not served by it. (It reads the
 * history after it came, and the message is there already.) Holes are closed between deliveries.
 */
final class Roster {
  private static final int INITIAL_SLOTS = 2;

  private @Nullable Subscriber[] slots = new @Nullable Subscriber[INITIAL_SLOTS];
  private int used;
  private int present;

  private final ArrayDeque<Delivery> waiting = new ArrayDeque<>(1);
  private int cursor;
  private int bound;

  void add(Subscriber subscriber) {
    if (subscriber.slot >= 0) {
      throw new IllegalStateException("The subscriber is on a roster already.");
    }
    if (used == slots.length) {
      slots = Arrays.copyOf(slots, used * 2);
    }
    subscriber.slot = used;
    slots[used++] = subscriber;
    present++;
  }

  void remove(Subscriber subscriber) {
    slots[subscriber.slot] = null;
    subscriber.slot = -1;
    present--;
    closeHoles();
  }

  boolean isEmpty() {
    return present == 0;
  }

  /** Whether a delivery is under way or waits. */
  boolean isBusy() {
    return !waiting.isEmpty();
  }

  /** Deliveries that are not served to the end. */
  int waiting() {
    return waiting.size();
  }

  void enqueue(Delivery delivery) {
    waiting.add(delivery);
    if (waiting.size() == 1) {
      begin();
    }
  }

  /**
   * Serves up to {@code most} slots.
   *
   * @return how many subscribers were served
   */
  int serve(int most) {
    Delivery delivery = waiting.element();
    Audience audience = bound > most ? Audience.MANY : Audience.FEW;
    int end = Math.min(bound, cursor + most);
    int served = 0;
    for (; cursor < end; cursor++) {
      Subscriber subscriber = slots[cursor];
      if (subscriber != null) {
        serve(subscriber, delivery, audience);
        served++;
      }
    }
    if (cursor == bound) {
      waiting.remove();
      closeHoles();
      begin();
    }
    return served;
  }

  private static void serve(Subscriber subscriber, Delivery delivery, Audience audience) {
    switch (delivery) {
      case Delivery.OfMessage message -> subscriber.deliver(message, audience);
      case Delivery.OfPresence presence -> subscriber.deliver(presence, audience);
      case Delivery.Checkpoint checkpoint -> subscriber.deliver(checkpoint);
    }
  }

  private void begin() {
    cursor = 0;
    bound = used;
  }

  private void closeHoles() {
    if (isBusy() || present > used / 2) {
      return;
    }
    int next = 0;
    for (int i = 0; i < used; i++) {
      Subscriber subscriber = slots[i];
      if (subscriber != null) {
        subscriber.slot = next;
        slots[next++] = subscriber;
      }
    }
    used = next;
    slots = Arrays.copyOf(slots, Math.max(INITIAL_SLOTS, next));
  }
}
