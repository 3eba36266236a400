import { Channel } from './channel.js';
import { type Connection, createConnection } from './connection.js';
import { createEmitter, removable } from './emitter.js';
import type { ChannelPush, Connected, SubscribeBody } from './frames.js';
import { type Options, type Settings, settings } from './options.js';
import { createOutbox, type Outbox } from './outbox.js';
import { createSubscription, type Subscription } from './subscription.js';
import type {
  ChannelEvents,
  ChannelMap,
  ChannelOptions,
  ClientEvents,
  ListenOptions,
  Off,
  State,
} from './types.js';

/**
 * A client: one connection that is kept alive, and the channels on it. Make one per page.
 *
 * ```ts
 * const tidewire = new Tidewire('wss://example.com/ws', { token: () => fetchToken() });
 * tidewire.channel('chat:1').on('message', (message) => console.log(message.data));
 * ```
 *
 * `Channels` maps names or patterns of names to what their messages hold; see {@link ChannelMap}.
 */
export class Tidewire<Channels extends ChannelMap = Record<string, unknown>> {
  readonly #settings: Settings;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #channels = new Map<string, Channel>();
  readonly #ended = new AbortController();

  /** Throws a TypeError when the URL cannot be read or when there is no WebSocket. */
  constructor(url: string | URL, options: Options) {
    this.#settings = settings(url, options);
    this.#connection = createConnection(this.#settings, {
      subscriptions: () => this.#resume(),
      connected: (reply) => this.#connected(reply),
      pushed: (push) => this.#pushed(push),
      cut: () => this.#each((subscription) => subscription.cut()),
      closed: (error) => {
        this.#each((subscription) => subscription.close());
        this.#outbox.close(error);
        this.#ended.abort(error);
      },
    });
    this.#outbox = createOutbox(this.#settings, () => this.#connection.requests);
    if (this.#settings.autoConnect) queueMicrotask(() => this.#connection.begin());
    const { signal } = options;
    signal?.addEventListener('abort', () => this.close(), { signal: this.#ended.signal });
    if (signal?.aborted) this.close();
  }

  /** What the connection is doing; the event `state` tells of changes. */
  get state(): State {
    return this.#connection.state;
  }

  /** There was no connection for `lostAfter`, and there is none yet. */
  get lost(): boolean {
    return this.#connection.lost;
  }

  /** Returns the function that removes the listener. */
  on<Name extends keyof ClientEvents>(
    event: Name,
    listener: (...args: ClientEvents[Name]) => void,
    options?: ListenOptions,
  ): Off {
    return removable(this.#connection.events.on(event, listener), options);
  }

  /**
   * Connects, or cuts the wait for the next try short. Throws a TidewireError `closed` after the
   * end.
   */
  connect(): void {
    this.#connection.connect();
  }

  /**
   * Cuts the connection and stays away until `connect()`. Keeps positions, outbox and listeners.
   */
  disconnect(): void {
    this.#connection.disconnect();
  }

  /** Ends the client for good. What waits in the outbox is rejected with `closed`. */
  close(): void {
    this.#connection.close();
  }

  /** The same as `close()`, at the end of a block with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * Resolves when there is a connection. Rejects with `closed` when there will be none, or with the
   * reason of the aborted signal.
   */
  ready(options: ListenOptions = {}): Promise<void> {
    return this.#connection.ready(options.signal);
  }

  /**
   * Asks for another token now, for example because the user may do more from now on. Resolves when
   * the server has accepted it.
   */
  refresh(): Promise<void> {
    return this.#connection.refresh();
  }

  /**
   * The channel of this name, the same object for everybody until all have closed it. Options that
   * come later add to the first ones.
   */
  channel<Name extends keyof Channels & string>(
    name: Name,
    options: ChannelOptions = {},
  ): Channel<Channels[Name]> {
    const channel = this.#channels.get(name) ?? this.#make(name);
    channel.parts.subscription.adjust(options);
    return channel.use() as Channel<Channels[Name]>;
  }

  #make(name: string): Channel {
    for (const [other, { closed, parts }] of this.#channels) {
      if (closed && parts.subscription.idle) this.#channels.delete(other);
    }
    const settings = this.#settings;
    const outbox = this.#outbox;
    const events = createEmitter<ChannelEvents>();
    const requests = () => this.#connection.requests;
    const subscription = createSubscription(name, events, requests, settings);
    if (this.state.name === 'closed') subscription.close();
    const ended = this.#ended.signal;
    const channel = new Channel(name, { events, subscription, outbox, settings, ended });
    this.#channels.set(name, channel);
    return channel;
  }

  #resume(): SubscribeBody[] {
    const bodies: SubscribeBody[] = [];
    this.#each((subscription) => {
      const body = subscription.resume();
      if (body) bodies.push(body);
    });
    return bodies;
  }

  /** The publishes first: catching up with what was missed may take its time. */
  #connected({ subscribed = [] }: Connected): void {
    this.#outbox.flush();
    const results = new Map(subscribed.map((result) => [result.channel, result]));
    this.#each((subscription, name) => {
      // unless a listener has disconnected
      if (this.#connection.requests) subscription.connected(results.get(name));
    });
  }

  #pushed(push: ChannelPush): void {
    this.#channels.get(push.channel)?.parts.subscription.pushed(push);
  }

  #each(action: (subscription: Subscription, name: string) => void): void {
    for (const [name, { parts }] of this.#channels) action(parts.subscription, name);
  }
}
