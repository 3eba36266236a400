/** Where time comes from. Tests bring their own. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
};

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as number),
};

/** The longest delay that setTimeout takes; a longer one would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** One alarm that can be set again. Setting it replaces the earlier setting. */
export class Timer {
  readonly #clock: Clock;
  #set: { readonly handle: unknown } | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get running(): boolean {
    return this.#set !== undefined;
  }

  start(ms: number, callback: () => void): void {
    this.stop();
    const handle = this.#clock.setTimeout(
      () => {
        this.#set = undefined;
        callback();
      },
      Math.min(ms, LONGEST),
    );
    this.#set = { handle };
  }

  stop(): void {
    if (this.#set) this.#clock.clearTimeout(this.#set.handle);
    this.#set = undefined;
  }
}
