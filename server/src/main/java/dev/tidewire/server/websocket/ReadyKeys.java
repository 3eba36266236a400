package dev.tidewire.server.websocket;

import java.nio.channels.SelectionKey;
import java.util.LinkedHashSet;

/**
 * The ready set of a selector, with a bound. What finds no room is dropped and comes with a later
 * selection: readiness is level-triggered, so a socket that nobody served is ready still. Going
 * over it and clearing it cost what is in it, not what once was. Confined to whoever holds the
 * selector's lock.
 */
final class ReadyKeys extends LinkedHashSet<SelectionKey> {
  private static final long serialVersionUID = 1;

  private final int limit;

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
}
