import {
  badReply,
  encode,
  encodePublish,
  readHistory,
  readPresence,
  readPublished,
} from './codec.js';
import type { Emitter } from './emitter.js';
import type { Fields } from './frames.js';
import type { Settings } from './options.js';
import type { Outbox } from './outbox.js';
import type { Subscription } from './subscription.js';
import type { ChannelEvents, ChannelState, Member, Message, Position } from './types.js';

/** The parts that a channel is made of. */
type Parts = {
  readonly name: string;
  readonly events: Emitter<ChannelEvents>;
  readonly subscription: Subscription;
  readonly outbox: Outbox;
  readonly settings: Settings;
};

/**
 * One channel. It is subscribed while somebody listens to its messages; it can be published to,
 * and asked for its history, without that. `Tidewire.channel` makes it.
 */
export class Channel {
  readonly #parts: Parts;

  /** @internal */
  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get name(): string {
    return this.#parts.name;
  }

  get state(): ChannelState {
    return this.#parts.subscription.state;
  }

  /**
   * Up to here the listeners have seen everything. Undefined before the first subscribe and without
   * history.
   */
  get position(): Position | undefined {
    return this.#parts.subscription.reader.position;
  }

  /** Who is here, by session; only with the option `presence`. A new map after every change. */
  get members(): ReadonlyMap<string, Member> {
    return this.#parts.subscription.reader.roster.members;
  }

  /**
   * Returns the function that removes the listener. The first `message` listener subscribes; a
   * second after the last one was removed the channel is unsubscribed, and a later listener begins
   * anew.
   */
  on<Name extends keyof ChannelEvents>(
    event: Name,
    listener: (...args: ChannelEvents[Name]) => void,
  ): () => void {
    const { events, subscription } = this.#parts;
    const off = events.on(event, listener);
    if (event !== 'message') return off;
    subscription.want();
    return () => {
      const listened = events.has('message');
      off();
      if (listened && !events.has('message')) subscription.release();
    };
  }

  /**
   * Resolves with the message's position when it is in the channel's history; with undefined when
   * the channel keeps none. Without a connection it waits in the outbox, and after a cut it is
   * sent again with the same key, so that it is published once. A publish that failed with `retry`
   * may be repeated safely with the same `key`.
   */
  async publish(
    data: unknown,
    options: {
      /** Idempotency key, 1 to 64 of `A–Z a–z 0–9 . _ : -`. Default: one of its own. */
      key?: string;
      /** Aborting forgets the publish; if it was sent already, it may happen all the same. */
      signal?: AbortSignal;
      /** Now or never: not kept for a connection, not sent again after a cut. */
      volatile?: boolean;
    } = {},
  ): Promise<Position | undefined> {
    const { key, signal, volatile } = options;
    const { name, outbox, settings } = this.#parts;
    const request = encodePublish(name, data, key ?? (volatile ? undefined : randomKey()));
    const { age } = settings.outbox;
    const ok = await outbox.add(request, { age, expired: 'outbox_expired', signal, volatile });
    return read(ok, readPublished) ?? undefined;
  }

  /**
   * The newest `limit` messages below the offset `before`, oldest first. Default: 50, the newest of
   * all.
   */
  async history(
    options: { limit?: number; before?: number; signal?: AbortSignal } = {},
  ): Promise<{ messages: Message[]; more: boolean }> {
    const { signal, ...page } = options;
    const ok = await this.#ask(encode({ history: { channel: this.name, ...page } }), signal);
    return read(ok, readHistory);
  }

  /**
   * `limit` members with session ids after `after`, in the order of these. Default: 100, from the
   * first.
   */
  async presence(
    options: { limit?: number; after?: string; signal?: AbortSignal } = {},
  ): Promise<{ members: Member[]; count: number; more: boolean }> {
    const { signal, ...page } = options;
    const ok = await this.#ask(encode({ presence: { channel: this.name, ...page } }), signal);
    return read(ok, readPresence);
  }

  /** A question changes nothing, so that it may outlive a connection like a publish. */
  #ask(request: string, signal: AbortSignal | undefined): Promise<Fields> {
    const { outbox, settings } = this.#parts;
    return outbox.add(request, { age: settings.requestTimeout, expired: 'timeout', signal });
  }
}

function read<T>(ok: Fields, reader: (ok: Fields) => T | undefined): T {
  const value = reader(ok);
  if (value === undefined) throw badReply();
  return value;
}

/** 128 random bits. crypto.randomUUID is missing in pages that came over plain HTTP. */
function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
