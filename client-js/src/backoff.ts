import type { Settings } from './options.js';

/** Delays that grow. */
export type Backoff = {
  /** The next delay in milliseconds. */
  next(): number;
  reset(): void;
};

/**
 * Delays with jitter that double their range up to `max`. The first is anywhere in 0..`min`,
 * because most cuts are those of one node and another one is there; later ones lie in
 * `min`..`min`*2^n.
 */
export function createBackoff({
  backoff: { min, max },
  random,
}: Pick<Settings, 'backoff' | 'random'>): Backoff {
  let step = 0;
  return {
    next() {
      const bottom = step && min;
      const top = Math.min(max, min * 2 ** step++);
      return bottom + random() * (top - bottom);
    },
    reset() {
      step = 0;
    },
  };
}
