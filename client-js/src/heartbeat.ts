import { type Clock, Timer } from './timer.js';

/**
 * How long after the limit the judge looks again. What the browser has queued while the page was
 * frozen, or while the thread was blocked, arrives before; only then the silence is the link's.
 */
const SECOND_LOOK = 250;

/**
 * Judges whether a link is dead: nothing at all was received for longer than the limit.
 *
 * It compares clock times, because browsers delay the timers of hidden pages and stop those of
 * frozen ones; and it asks for no answer, because such a page could not give one in time. {@link wake}
 * is for the moments at which timers may have been late.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #dead: () => void;
  #limit = 0;
  #heard = 0;
  #suspected = false;

  constructor(clock: Clock, dead: () => void) {
    this.#clock = clock;
    this.#timer = new Timer(clock);
    this.#dead = dead;
  }

  start(limit: number): void {
    this.#limit = limit;
    this.heard();
    this.#timer.start(limit, () => this.#look());
  }

  stop(): void {
    this.#timer.stop();
  }

  /** Something was received. */
  heard(): void {
    this.#heard = this.#clock.now();
    this.#suspected = false;
  }

  /** The page may have slept: look now. */
  wake(): void {
    if (this.#timer.running && !this.#suspected) this.#look();
  }

  #look(): void {
    const now = this.#clock.now();
    this.#heard = Math.min(this.#heard, now); // the clock may have been set back
    const left = this.#heard + this.#limit - now;
    if (left > 0) this.#timer.start(left, () => this.#look());
    else if (this.#suspected) this.#dead();
    else {
      this.#suspected = true;
      this.#timer.start(SECOND_LOOK, () => this.#look());
    }
  }
}
