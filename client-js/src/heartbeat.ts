import { type Clock, createTimer } from './timer.js';

/**
 * How long after the limit the judge looks again. What the browser has queued while the page was
 * frozen, or while the thread was blocked, arrives before; only then the silence is the link's.
 */
const SECOND_LOOK = 250;
/** A silence shorter than this raises no question when the page wakes. */
const RECENT = 1_000;
/** How long the answer to a probe may take. */
const PROBE = 2_500;

/** Judges whether a link is dead. */
export type Heartbeat = {
  /** How many milliseconds of silence are too many. */
  start(limit: number): void;
  stop(): void;
  /** Something was received. */
  heard(): void;
  /** The page may have slept, or the network has changed: look now. */
  wake(): void;
};

/**
 * A link is `dead` when nothing at all was received for longer than the limit, or nothing came
 * after a `probe`, which sends something that has an answer.
 *
 * It compares clock times, because browsers delay the timers of hidden pages and stop those of
 * frozen ones; and it asks for no answer, because such a page could not give one in time. `wake`
 * is for the moments at which timers may have been late; then the page is awake, and a probe finds
 * out at once what the next heartbeat would tell later.
 */
export function createHeartbeat(clock: Clock, probe: () => void, dead: () => void): Heartbeat {
  const timer = createTimer(clock);
  let limit = 0;
  let lastHeard = 0;
  let suspected = false;

  function heard(): void {
    lastHeard = clock.now();
    suspected = false;
  }

  function look(): void {
    const now = clock.now();
    lastHeard = Math.min(lastHeard, now); // the clock may have been set back
    const left = lastHeard + limit - now;
    if (suspected) dead();
    else if (left > 0) timer.start(left, look);
    else suspect(SECOND_LOOK);
  }

  function suspect(wait: number): void {
    suspected = true;
    timer.start(wait, look);
  }

  return {
    start(ms) {
      limit = ms;
      heard();
      look();
    },
    stop: timer.stop,
    heard,
    wake() {
      if (!timer.running() || suspected) return;
      look();
      if (suspected || clock.now() - lastHeard < RECENT) return;
      suspect(PROBE);
      probe();
    },
  };
}
