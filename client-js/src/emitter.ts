/** A listener in a wrapper of its own, so that one function can be added twice. */
type Entry<Args extends unknown[]> = { readonly listener: (...args: Args) => void };

/**
 * Hands events to listeners. A listener that throws is reported and stops neither the others nor
 * the caller.
 */
export class Emitter<Events extends { [Name in keyof Events]: unknown[] }> {
  readonly #listeners: { [Name in keyof Events]?: Set<Entry<Events[Name]>> } = {};

  /**
   * Returns the function that removes this listener again. Adding a function twice calls it twice.
   */
  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    const entry: Entry<Events[Name]> = { listener };
    const entries = this.#listeners[name] ?? new Set();
    this.#listeners[name] = entries.add(entry);
    return () => void entries.delete(entry);
  }

  /** Calls those who listen now; one who is removed meanwhile is not called any more. */
  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    const entries = this.#listeners[name] ?? new Set();
    for (const entry of [...entries]) {
      if (!entries.has(entry)) continue;
      const { listener } = entry;
      try {
        listener(...args);
      } catch (error) {
        report(error);
      }
    }
  }

  has(name: keyof Events): boolean {
    return (this.#listeners[name]?.size ?? 0) > 0;
  }
}

/** Shows an error like an uncaught one, without throwing. */
export function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else console.error(error); // Node 20 has no reportError
}
