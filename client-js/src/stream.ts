import type { Channel } from './channel.js';
import { whenAborted } from './emitter.js';
import { TidewireError } from './error.js';
import type { Message } from './types.js';

/** How to read a stream. */
export type StreamOptions = {
  /** Aborting it ends the loop with the signal's reason. */
  readonly signal?: AbortSignal;
  /** How many messages may wait for the reader. Default 1000. */
  readonly buffer?: number;
  /**
   * What happens to one more: `error` ends the loop with a TidewireError `overflow`, `drop-oldest`
   * forgets the one that waited longest. Default `error`.
   */
  readonly overflow?: 'error' | 'drop-oldest';
};

/**
 * The messages of a channel for a `for await` loop. Subscribes with the first step and lets go when
 * the loop is left. A closed client or a refused subscription ends the loop with its error.
 *
 * ```ts
 * for await (const { data } of stream(room)) show(data);
 * ```
 */
export async function* stream<Data>(
  channel: Channel<Data>,
  { signal, buffer = 1000, overflow = 'error' }: StreamOptions = {},
): AsyncGenerator<Message<Data>, void, void> {
  const { ended } = channel.parts;
  const queue: Message<Data>[] = [];
  let failure: { readonly reason: unknown } | undefined;
  let wake = (): void => {};
  const fail = (reason: unknown): void => {
    failure ??= { reason };
    wake();
  };
  const push = (message: Message<Data>): void => {
    if (queue.length >= buffer) {
      if (overflow === 'error')
        return fail(new TidewireError('overflow', `${buffer} messages wait.`));
      queue.shift();
    }
    queue.push(message);
    wake();
  };
  signal?.throwIfAborted();
  ended.throwIfAborted();
  const offs = [
    channel.on('message', push),
    channel.on('error', (error) => error.retry || fail(error)),
    whenAborted(signal, () => fail(signal?.reason)),
    whenAborted(ended, () => fail(ended.reason)),
  ];
  try {
    for (;;) {
      const message = queue.shift();
      if (message) yield message;
      else if (failure) throw failure.reason;
      else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    for (const off of offs) off();
  }
}
