import type { Backoff } from './backoff.js';
import { report } from './emitter.js';
import type { Feature, Inside } from './feature.js';
import { type Clock, createTimer } from './timer.js';
import type { Gap, Position } from './types.js';

/**
 * Loads the state of a channel after one gap, again and again until it is there. `loaded` gets the
 * position that it was read at, when the hook has told one. The returned function gives it up.
 */
export type Reload = (gap: Gap, loaded: (position: Position | undefined) => void) => () => void;

/** Makes what reloads one channel. */
export type CreateReload = (clock: Clock, backoff: Backoff) => Reload;

/**
 * Gets the state anew after a gap: give the result to a channel as the option `reload`. Messages
 * wait until `load` has resolved; when it resolves with the position that the state was read at,
 * they go on after that. When it rejects it is asked again, later and later.
 *
 * ```ts
 * tidewire.channel('feed:stock', {
 *   reload: reload(async ({ signal }) => show(await fetchStock(signal)).position),
 * });
 * ```
 */
export function reload(
  load: (gap: Gap & { readonly signal: AbortSignal }) => Promise<Position | undefined>,
): Feature<'reload'> {
  const make: CreateReload = (clock, backoff) => (gap, loaded) => {
    const again = createTimer(clock);
    const until = new AbortController();
    const { signal } = until;

    async function attempt(): Promise<void> {
      try {
        const position = await load({ ...gap, signal });
        if (!signal.aborted) loaded(position);
      } catch (error) {
        if (signal.aborted) return;
        report(error);
        again.start(backoff.next(), () => void attempt());
      }
    }

    void attempt();
    return () => {
      until.abort();
      again.stop();
    };
  };
  const inside: Inside<CreateReload> = { make };
  return inside as unknown as Feature<'reload'>;
}
