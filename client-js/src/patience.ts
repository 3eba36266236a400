import type { Emitter } from './emitter.js';
import type { Settings } from './options.js';
import { createTimer } from './timer.js';
import type { ClientEvents, State } from './types.js';

/** Tells of the cuts that last: `lost` after `lostAfter` without a connection, then `restored`. */
export type Patience = {
  /** `lost` was told, and `restored` not yet. */
  lost(): boolean;
  /** The connection may be in another state. */
  look(): void;
};

export function createPatience(
  { clock, lostAfter }: Settings,
  events: Emitter<ClientEvents>,
  current: () => State,
): Patience {
  const timer = createTimer(clock);
  let lost = false;
  return {
    lost: () => lost,
    look() {
      const { name } = current();
      if (name !== 'connecting' && name !== 'waiting') timer.stop();
      else if (!lost && !timer.running()) {
        timer.start(lostAfter, () => {
          lost = true;
          events.emit('lost', current());
        });
      }
      if (name === 'connected' && lost) {
        lost = false;
        events.emit('restored');
      }
    },
  };
}
