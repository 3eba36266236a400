import type { ListenOptions, Off } from './types.js';

/**
 * Hands events to listeners. A listener that throws is reported and stops neither the others nor
 * the caller.
 */
export class Emitter<Events extends { [Name in keyof Events]: unknown[] }> {
  #listeners: { [Name in keyof Events]?: Set<(...args: Events[Name]) => void> } = {};

  /**
   * Returns the function that removes this listener again. Adding a function twice calls it twice.
   */
  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    const entry = (...args: Events[Name]): void => listener(...args);
    const entries = this.#listeners[name] ?? new Set();
    this.#listeners[name] = entries.add(entry);
    return () => void entries.delete(entry);
  }

  /** Calls those who listen now; one who is removed meanwhile is not called any more. */
  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    const entries = this.#listeners[name] ?? new Set();
    for (const entry of [...entries]) {
      try {
        if (entries.has(entry)) entry(...args);
      } catch (error) {
        report(error);
      }
    }
  }

  has(name: keyof Events): boolean {
    return (this.#listeners[name]?.size ?? 0) > 0;
  }

  clear(): void {
    for (const name in this.#listeners) this.#listeners[name]?.clear();
  }
}

/** Calls back when the signal is aborted, until the returned function is called. */
export function whenAborted(signal: AbortSignal | undefined, callback: () => void): () => void {
  signal?.addEventListener('abort', callback);
  return () => signal?.removeEventListener('abort', callback);
}

/** Makes of the function that removes a listener one that also works with `using` and a signal. */
export function removable(remove: () => void, { signal }: ListenOptions = {}): Off {
  const off = (): void => {
    forget();
    remove();
  };
  const forget = whenAborted(signal, off);
  if (signal?.aborted) off();
  return Object.assign(off, { [Symbol.dispose]: off });
}

/** Shows an error like an uncaught one, without throwing. */
export function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else console.error(error); // Node 20 has no reportError
}
