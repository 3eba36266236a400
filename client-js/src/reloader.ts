import type { Backoff } from './backoff.js';
import { report } from './emitter.js';
import { type Clock, createTimer } from './timer.js';
import type { ChannelOptions, Gap, Position } from './types.js';

/** Loads the state of a channel anew after a gap. Only the newest gap counts. */
export type Reloader = {
  running(): boolean;
  /** `loaded` gets the position that the state was read at, when the hook has told one. */
  start(
    gap: Gap,
    reload: NonNullable<ChannelOptions['reload']>,
    loaded: (position: Position | undefined) => void,
  ): Promise<void>;
  stop(): void;
};

/** Asks again and again until the state is there. */
export function createReloader(clock: Clock, backoff: Backoff): Reloader {
  const again = createTimer(clock);
  let until: AbortController | undefined;

  function stop(): void {
    again.stop();
    until?.abort();
    until = undefined;
  }

  return {
    running: () => until !== undefined,
    async start(gap, reload, loaded) {
      stop();
      const mine = new AbortController();
      const { signal } = mine;
      until = mine;
      try {
        const position = await reload({ ...gap, signal });
        if (signal.aborted) return;
        until = undefined;
        loaded(position);
      } catch (error) {
        if (signal.aborted) return;
        report(error);
        again.start(backoff.next(), () => void this.start(gap, reload, loaded));
      }
    },
    stop,
  };
}
