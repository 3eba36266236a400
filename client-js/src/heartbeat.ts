import { type Clock, Timer } from './timer.js';

/**
 * How long after the limit the judge looks again. What the browser has queued while the page was
 * frozen, or while the thread was blocked, arrives before; only then the silence is the link's.
 */
const SECOND_LOOK = 250;
/** A silence shorter than this raises no question when the page wakes. */
const RECENT = 1_000;
/** How long the answer to a probe may take. */
const PROBE = 2_500;

/** What a heartbeat asks for, and what it finds. */
export type HeartbeatEvents = {
  /** Something should be sent that has an answer. */
  probe(): void;
  dead(): void;
};

/**
 * Judges whether a link is dead: nothing at all was received for longer than the limit, or nothing
 * came after a probe.
 *
 * It compares clock times, because browsers delay the timers of hidden pages and stop those of
 * frozen ones; and it asks for no answer, because such a page could not give one in time. {@link wake}
 * is for the moments at which timers may have been late; then the page is awake, and a probe finds
 * out at once what the next heartbeat would tell later.
 */
export class Heartbeat {
  readonly #clock: Clock;
  readonly #timer: Timer;
  readonly #events: HeartbeatEvents;
  #limit = 0;
  #heard = 0;
  #suspected = false;

  constructor(clock: Clock, events: HeartbeatEvents) {
    this.#clock = clock;
    this.#timer = new Timer(clock);
    this.#events = events;
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

  /** The page may have slept, or the network has changed: look now. */
  wake(): void {
    if (!this.#timer.running || this.#suspected) return;
    this.#look();
    if (this.#suspected || this.#clock.now() - this.#heard < RECENT) return;
    this.#suspect(PROBE);
    this.#events.probe();
  }

  #look(): void {
    const now = this.#clock.now();
    this.#heard = Math.min(this.#heard, now); // the clock may have been set back
    const left = this.#heard + this.#limit - now;
    if (this.#suspected) this.#events.dead();
    else if (left > 0) this.#timer.start(left, () => this.#look());
    else this.#suspect(SECOND_LOOK);
  }

  #suspect(wait: number): void {
    this.#suspected = true;
    this.#timer.start(wait, () => this.#look());
  }
}
