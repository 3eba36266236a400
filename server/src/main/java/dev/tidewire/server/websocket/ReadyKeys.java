package dev.tidewire.server.websocket;

import java.nio.channels.SelectionKey;
import java.util.Iterator;
import java.util.LinkedHashSet;

/**
 * The ready set of a selector, with a bound. What finds no room is dropped and comes with a later
 * selection: readiness is level-triggered, so a socket that nobody served is ready still. Going
 * over it, copying and clearing it cost what is in it, not what once was. Confined to whoever holds
 * the selector's lock.
 */
final class ReadyKeys extends LinkedHashSet<SelectionKey> {
  /** A tick usually brings no more. */
  static final int FEW = 16;

  private static final long serialVersionUID = 1;

  private final int limit;
  private final transient SelectionKey[] few = new SelectionKey[FEW];

  /**
   * An empty set.
   *
   * @param limit of its keys
   */
  ReadyKeys(int limit) {
    this.limit = limit;
  }

  @Override
  public boolean add(SelectionKey key) {
    return size() < limit && super.add(key);
  }

  /**
   * The keys in an array that is not much longer than they are many, unlike what {@link
   * java.util.Collection} promises: XNIO gives the array that it got last time, and overwrites what
   * is behind the keys, all of it, at every tick.
   */
  @Override
  @SuppressWarnings("unchecked") // an array of keys is all that XNIO asks for
  public <T> T[] toArray(T[] array) {
    boolean fits = size() <= FEW && array.getClass() == SelectionKey[].class;
    return super.toArray(fits ? (T[]) few : array);
  }

  /** Takes few keys out one by one; the table of a set is cleared whole, and it never shrinks. */
  @Override
  public void clear() {
    if (size() > FEW) {
      super.clear();
      return;
    }
    for (Iterator<SelectionKey> keys = iterator(); keys.hasNext(); ) {
      keys.next();
      keys.remove();
    }
  }
}
