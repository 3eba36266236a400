/**
 * Delays with jitter that double their range up to `max`. The first is anywhere in 0..`min`,
 * because most cuts are those of one node and another one is there; later ones lie in
 * `min`..`min`*2^n.
 */
export class Backoff {
  readonly #min: number;
  readonly #max: number;
  readonly #random: () => number;
  #step = 0;

  constructor(options: { min: number; max: number; random: () => number }) {
    this.#min = options.min;
    this.#max = options.max;
    this.#random = options.random;
  }

  /** The next delay in milliseconds. */
  next(): number {
    const step = this.#step++;
    if (step === 0) return this.#random() * this.#min;
    const top = Math.min(this.#max, this.#min * 2 ** step);
    return this.#min + this.#random() * (top - this.#min);
  }

  reset(): void {
    this.#step = 0;
  }
}
