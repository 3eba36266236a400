import type { Backoff } from './backoff.js';
import { report } from './emitter.js';
import { type Clock, Timer } from './timer.js';
import type { ChannelOptions, Gap, Position } from './types.js';

/**
 * Loads the state of a channel anew after a gap, again and again until it is there. Only the newest
 * gap counts.
 */
export class Reloader {
  readonly #again: Timer;
  readonly #backoff: Backoff;
  #until: AbortController | undefined;

  constructor(clock: Clock, backoff: Backoff) {
    this.#again = new Timer(clock);
    this.#backoff = backoff;
  }

  get running(): boolean {
    return this.#until !== undefined;
  }

  /** `loaded` gets the position that the state was read at, when the hook has told one. */
  async start(
    gap: Gap,
    reload: NonNullable<ChannelOptions['reload']>,
    loaded: (position: Position | undefined) => void,
  ): Promise<void> {
    this.stop();
    const until = new AbortController();
    const { signal } = until;
    this.#until = until;
    try {
      const position = await reload({ ...gap, signal });
      if (signal.aborted) return;
      this.#until = undefined;
      loaded(position);
    } catch (error) {
      if (signal.aborted) return;
      report(error);
      this.#again.start(this.#backoff.next(), () => void this.start(gap, reload, loaded));
    }
  }

  stop(): void {
    this.#again.stop();
    this.#until?.abort();
    this.#until = undefined;
  }
}
