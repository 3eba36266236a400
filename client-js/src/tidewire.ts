import type { Channel } from './channel.js';
import { type Channels as AllChannels, createChannels } from './channels.js';
import { type Connection, createConnection } from './connection.js';
import { removable } from './emitter.js';
import { type Options, settings } from './options.js';
import type {
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
  readonly #connection: Connection;
  readonly #channels: AllChannels;

  /** Throws a TypeError when the URL cannot be read or when there is no WebSocket. */
  constructor(url: string | URL, options: Options) {
    const complete = settings(url, options);
    this.#channels = createChannels(complete, () => this.#connection.requests());
    this.#connection = createConnection(complete, this.#channels);
    if (options.signal?.aborted) this.close();
  }

  /** What the connection is doing; the event `state` tells of changes. */
  get state(): State {
    return this.#connection.state();
  }

  /** There was no connection for `lostAfter`, and there is none yet. */
  get lost(): boolean {
    return this.#connection.lost();
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
    return this.#channels.get(name).use(options) as Channel<Channels[Name]>;
  }
}
