import type { ListenOptions, Off } from './types.js';

/** Hands events to listeners. */
export type Emitter<Events extends { [Name in keyof Events]: unknown[] }> = {
  /**
   * Returns the function that removes this listener again. Adding a function twice calls it twice.
   */
  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void;
  /** Calls those who listen now; one who is removed meanwhile is not called any more. */
  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void;
  has(name: keyof Events): boolean;
  clear(): void;
};

/** A listener that throws is reported and stops neither the others nor the caller. */
export function createEmitter<
  Events extends { [Name in keyof Events]: unknown[] },
>(): Emitter<Events> {
  type Entry = readonly [name: keyof Events, listener: (...args: never) => void];
  const entries = new Set<Entry>();

  return {
    on(name, listener) {
      const entry: Entry = [name, listener];
      entries.add(entry);
      return () => void entries.delete(entry);
    },
    emit(name, ...args) {
      for (const entry of [...entries]) {
        if (entry[0] !== name || !entries.has(entry)) continue;
        try {
          entry[1](...(args as never));
        } catch (error) {
          report(error);
        }
      }
    },
    has: (name) => [...entries].some(([other]) => other === name),
    clear: () => entries.clear(),
  };
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
  (globalThis.reportError ?? console.error)(error); // Node 20 has no reportError
}
