import { closedError } from './error.js';
import type { Tidewire } from './tidewire.js';
import type { ListenOptions } from './types.js';

/**
 * Resolves when a client has a connection. Rejects with `closed` when there will be none, or with
 * the reason of the aborted signal.
 */
export function ready(
  client: Pick<Tidewire, 'state' | 'on'>,
  { signal }: ListenOptions = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const until = new AbortController();
    const look = (): void => {
      const { state } = client;
      if (state.name === 'connected') resolve();
      else if (state.name === 'closed') reject(closedError(state));
      else if (signal?.aborted) reject(signal.reason);
      else return;
      until.abort();
    };
    client.on('state', look, until);
    signal?.addEventListener('abort', look, until);
    look();
  });
}
