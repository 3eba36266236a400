import type { Clock } from '../../src/timer.js';

type Alarm = { readonly at: number; readonly callback: () => void };

/** Time that passes only when a test says so. */
export class VirtualClock implements Clock {
  #now = Date.UTC(2026, 0, 1);
  #adjustment = 0;
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return this.#now + this.#adjustment;
  }

  setTimeout(callback: () => void, ms: number): Alarm {
    const alarm = { at: this.#now + Math.max(0, ms), callback };
    this.#alarms.add(alarm);
    return alarm;
  }

  clearTimeout(handle: unknown): void {
    this.#alarms.delete(handle as Alarm);
  }

  /** How many alarms are set. */
  get pending(): number {
    return this.#alarms.size;
  }

  /**
   * Lets time pass; each alarm rings at its time, and what follows from it runs before the next.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settled();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#alarms.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await settled();
    }
    this.#now = end;
  }

  /** Time passes and no alarm rings, as on a machine that sleeps or in a frozen page. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  /** Somebody sets the clock of the machine; alarms ring when they would have. */
  adjust(ms: number): void {
    this.#adjustment += ms;
  }

  #next(end: number): Alarm | undefined {
    return [...this.#alarms].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Everything that could run without outside help has run: all microtasks. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
