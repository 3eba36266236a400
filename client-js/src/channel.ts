import { encodePublish, positionOf } from './codec.js';
import { type Emitter, removable } from './emitter.js';
import { TidewireError } from './error.js';
import type { Settings } from './options.js';
import type { Outbox } from './outbox.js';
import type { Subscription } from './subscription.js';
import type {
  ChannelEvents,
  ChannelOptions,
  ChannelState,
  ListenOptions,
  Member,
  Off,
  Position,
} from './types.js';

/** The parts that a channel is made of. */
export type Parts = {
  readonly events: Emitter<ChannelEvents>;
  readonly subscription: Subscription;
  readonly outbox: Outbox;
  readonly settings: Settings;
  /** Aborted when the client is closed. */
  readonly ended: AbortSignal;
};

const NOBODY: ReadonlyMap<string, Member> = new Map();

/**
 * One channel. It is subscribed while somebody listens to its messages; it can be published to,
 * and asked for its `history`, without that. `Tidewire.channel` makes it.
 */
export class Channel<Data = unknown> {
  /** The channel's name, as in `chat:42`. */
  readonly name: string;
  /** @internal For the functions that take a channel. */
  readonly parts: Parts;
  /** How often it was asked for and not closed. */
  #users = 0;

  /** @internal */
  constructor(name: string, parts: Parts) {
    this.name = name;
    this.parts = parts;
  }

  /** What it is doing; the event `state` tells of changes. */
  get state(): ChannelState {
    return this.parts.subscription.state();
  }

  /**
   * Up to here the listeners have seen everything. Undefined before the first subscribe and without
   * history. It is plain data, so that a server may put it into a page and the page pass it on as
   * `since`.
   */
  get position(): Position | undefined {
    return this.parts.subscription.reader.seen();
  }

  /** Who is here, by session; only with the option `presence`. A new map after every change. */
  get presence(): ReadonlyMap<string, Member> {
    return this.parts.subscription.reader.roster()?.members() ?? NOBODY;
  }

  /**
   * Returns the function that removes the listener. The first `message` listener subscribes; a
   * second after the last one was removed the channel is unsubscribed, and a later listener begins
   * anew.
   */
  on<Name extends keyof ChannelEvents>(
    event: Name,
    listener: (...args: ChannelEvents<Data>[Name]) => void,
    options?: ListenOptions,
  ): Off {
    const { events, subscription } = this.parts;
    if (this.closed) throw new TidewireError('closed', 'The channel was closed.');
    const off = events.on(event, listener as (...args: ChannelEvents[Name]) => void);
    if (event === 'message') subscription.want();
    return removable(() => {
      off();
      subscription.release();
    }, options);
  }

  /**
   * Resolves with the message's position when it is in the channel's history; with undefined when
   * the channel keeps none. Without a connection it waits in the outbox, and after a cut it is
   * sent again with the same key, so that it is published once. A publish that failed with `retry`
   * may be repeated safely with the same `key`.
   */
  async publish(
    data: Data,
    options: {
      /** Idempotency key, 1 to 64 of `A–Z a–z 0–9 . _ : -`. Default: one of its own. */
      readonly key?: string;
      /** Aborting forgets the publish; if it was sent already, it may happen all the same. */
      readonly signal?: AbortSignal | undefined;
      /**
       * Now or never, for what the next one replaces anyway: not kept for a connection, not sent
       * again after a cut, dropped when the socket is behind or the server busy. Resolves with
       * undefined then; only what a retry cannot help rejects.
       */
      readonly volatile?: boolean;
    } = {},
  ): Promise<Position | undefined> {
    const { signal, volatile, key = volatile ? undefined : randomKey() } = options;
    const request = encodePublish(this.name, data, key);
    return positionOf(await this.parts.outbox.add(request, { signal, volatile }));
  }

  /**
   * Gives the channel back, once for each time that it was asked for. The last one removes all
   * listeners.
   */
  close(): void {
    if (this.closed || --this.#users > 0) return;
    const { events, subscription } = this.parts;
    events.clear();
    subscription.release();
  }

  /** The same as `close()`, at the end of a block with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Everybody who asked for it has given it back. */
  get closed(): boolean {
    return this.#users === 0;
  }

  /** @internal */
  use(options: ChannelOptions): this {
    this.parts.subscription.adjust(options);
    this.#users++;
    return this;
  }
}

/** 128 random bits. crypto.randomUUID is missing in pages that came over plain HTTP. */
function randomKey(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join('-');
}
