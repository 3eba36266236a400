import type { Clock } from 'tidewire';

type Alarm = { readonly at: number; readonly callback: () => void };

/** Time that passes only when a test says so. Pass it to a client as `clock`. */
export class VirtualClock implements Clock {
  #now: number;
  readonly #alarms = new Set<Alarm>();
  readonly #settled: () => Promise<void>;

  /** `settled` waits until everything has run that follows from an alarm. */
  constructor(now: number = Date.UTC(2026, 0, 1), settled: () => Promise<void> = microtasks) {
    this.#now = now;
    this.#settled = settled;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#now;
  }

  /** Sets an alarm that rings when the time is advanced past it. */
  setTimeout(callback: () => void, ms: number): Alarm {
    const alarm = { at: this.#now + Math.max(0, ms), callback };
    this.#alarms.add(alarm);
    return alarm;
  }

  /** Takes an alarm back. */
  clearTimeout(handle: unknown): void {
    this.#alarms.delete(handle as Alarm);
  }

  /** How many alarms are set: none may be left when a client is closed. */
  get pending(): number {
    return this.#alarms.size;
  }

  /**
   * Lets time pass; each alarm rings at its time, and what follows from it runs before the next.
   */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#settled();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#alarms.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
      await this.#settled();
    }
    this.#now = end;
  }

  /** Time passes and no alarm rings, as on a machine that sleeps or in a frozen page. */
  sleep(ms: number): void {
    this.#now += ms;
  }

  #next(end: number): Alarm | undefined {
    return [...this.#alarms].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
  }
}

/** Many turns of the microtask queue; works where the test runner has faked the timers. */
export async function microtasks(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await undefined;
}
