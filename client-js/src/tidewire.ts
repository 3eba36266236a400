import { Channel } from './channel.js';
import { Connection } from './connection.js';
import { Emitter } from './emitter.js';
import type { ChannelPush, Connected, SubscribeBody } from './frames.js';
import { type Options, type Settings, settings } from './options.js';
import { Outbox } from './outbox.js';
import { Subscription } from './subscription.js';
import type { ChannelEvents, ChannelOptions, State } from './types.js';

type Entry = { readonly channel: Channel; readonly subscription: Subscription };

/**
 * A client: one connection that is kept alive, and the channels on it. Make one per page.
 *
 * ```ts
 * const tidewire = new Tidewire('wss://example.com/ws', { token: () => fetchToken() });
 * tidewire.channel('chat:1').on('message', (message) => console.log(message.data));
 * ```
 */
export class Tidewire {
  readonly #settings: Settings;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #entries = new Map<string, Entry>();

  /** Throws a TypeError when the URL cannot be read or when there is no WebSocket. */
  constructor(url: string | URL, options: Options) {
    this.#settings = settings(url, options);
    this.#connection = new Connection(this.#settings, {
      subscriptions: () => this.#resume(),
      connected: (reply) => this.#connected(reply),
      pushed: (push) => this.#pushed(push),
      cut: () => this.#each((subscription) => subscription.cut()),
      closed: (error) => {
        this.#each((subscription) => subscription.close());
        this.#outbox.close(error);
      },
    });
    this.#outbox = new Outbox(this.#settings, () => this.#connection.requests);
    if (this.#settings.autoConnect) queueMicrotask(() => this.#connection.begin());
  }

  get state(): State {
    return this.#connection.state;
  }

  /** Returns the function that removes the listener. */
  on(event: 'state', listener: (state: State, previous: State) => void): () => void {
    return this.#connection.events.on(event, listener);
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

  /** Resolves when there is a connection. Rejects with `closed` when there will be none. */
  ready(): Promise<void> {
    return this.#connection.ready();
  }

  /** The channel of this name, always the same object; the options count when it is made. */
  channel(name: string, options: ChannelOptions = {}): Channel {
    const known = this.#entries.get(name);
    if (known) return known.channel;
    const events = new Emitter<ChannelEvents>();
    const requests = () => this.#connection.requests;
    const subscription = new Subscription(name, options, events, requests, this.#settings);
    if (this.state.name === 'closed') subscription.close();
    const outbox = this.#outbox;
    const channel = new Channel({ name, events, subscription, outbox, settings: this.#settings });
    this.#entries.set(name, { channel, subscription });
    return channel;
  }

  #resume(): SubscribeBody[] {
    const bodies = [...this.#entries.values()].map(({ subscription }) => subscription.resume());
    return bodies.filter((body) => body !== undefined);
  }

  /** The publishes first: catching up with what was missed may take its time. */
  #connected({ subscribed }: Connected): void {
    this.#outbox.flush();
    for (const { channel, result } of subscribed) {
      this.#entries.get(channel)?.subscription.answered(result);
    }
    this.#each((subscription) => subscription.connected());
  }

  #pushed(push: ChannelPush): void {
    this.#entries.get(push.channel)?.subscription.pushed(push);
  }

  #each(action: (subscription: Subscription) => void): void {
    for (const { subscription } of this.#entries.values()) action(subscription);
  }
}
