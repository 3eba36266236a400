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

/** One alarm that can be set again. */
export type Timer = {
  running(): boolean;
  /** Replaces the earlier setting. */
  start(ms: number, callback: () => void): void;
  stop(): void;
};

export function createTimer(clock: Clock): Timer {
  let handle: unknown;
  let running = false;

  function stop(): void {
    if (running) clock.clearTimeout(handle);
    running = false;
  }

  return {
    running: () => running,
    start(ms, callback) {
      stop();
      running = true;
      handle = clock.setTimeout(
        () => {
          running = false;
          callback();
        },
        Math.min(ms, LONGEST),
      );
    },
    stop,
  };
}
