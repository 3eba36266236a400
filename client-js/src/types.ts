/// <reference lib="esnext.disposable" preserve="true" />
import type { TidewireError } from './error.js';
import type { Feature } from './feature.js';

/** A place in a channel's history. Offsets of different epochs cannot be compared. */
export type Position = { readonly epoch: string; readonly offset: number };

/** A message of a channel, as listeners get it. */
export type Message<Data = unknown> = {
  readonly channel: string;
  /** Its number in the channel's history; missing in a channel without history. */
  readonly offset?: number;
  readonly data: Data;
  /** Who published it; missing when a back end did. */
  readonly user?: string;
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number;
  /** It came with the reply to a subscribe, or from `history`, and not live. */
  readonly replayed: boolean;
};

/** One session that is subscribed to a channel with presence. */
export type Member = { readonly session: string; readonly user: string; readonly info?: unknown };

/**
 * What the connection is doing. `attempt` counts the tries since the last stable connection, from
 * 1; in `waiting` it is the number of the next one. `code` is the close code (docs/protocol.md
 * section 4), or 1006 when the connection ended without one; `reason` is a name such as
 * `going_away` or `heartbeat_timeout`.
 */
export type State =
  /** Never connected, or `disconnect()` was called, or the page lies in the back-forward cache. */
  | { readonly name: 'idle' }
  | { readonly name: 'connecting'; readonly attempt: number }
  /** Comes again, with another session, when a leaving node was left for another one. */
  | {
      readonly name: 'connected';
      readonly session: string;
      readonly user: string;
      readonly node: string;
    }
  /** Cut; the next try comes at `retryAt`, milliseconds since 1970. */
  | {
      readonly name: 'waiting';
      readonly attempt: number;
      readonly retryAt: number;
      readonly code: number;
      readonly reason: string;
    }
  /** Final: `close()` was called, or the server said not to come back. */
  | { readonly name: 'closed'; readonly code: number; readonly reason: string };

/** The events of a client, with the arguments of their listeners. */
export type ClientEvents = {
  state: [state: State, previous: State];
  /** There was no connection for `lostAfter`: time to tell the reader. Shorter blips are not told. */
  lost: [state: State];
  /** There is one again after a `lost`. */
  restored: [];
};

/**
 * What a channel is doing. `failed`: the server refused or ended it; a new message listener tries
 * again.
 */
export type ChannelState = 'idle' | 'subscribing' | 'subscribed' | 'failed';

/** Messages were missed: what lies after `from` up to `to` is lost. */
export type Gap = { readonly from: Position | undefined; readonly to: Position | undefined };

/** The options of one channel. */
export type ChannelOptions = {
  /** Begin with that many of the newest messages (0 to 1000), also after a gap. */
  readonly rewind?: number;
  /** Follow who is here. The value is `presence` of this package. */
  readonly presence?: Feature<'presence'>;
  /** Begin after this position, for example the one that a server-rendered page was made at. */
  readonly since?: Position;
  /** Get the state anew after a gap. The value is what `reload` of this package returns. */
  readonly reload?: Feature<'reload'>;
};

/** The events of a channel, with the arguments of their listeners. */
export type ChannelEvents<Data = unknown> = {
  message: [message: Message<Data>];
  /** The new map, after every change. */
  presence: [members: ReadonlyMap<string, Member>];
  joined: [member: Member];
  left: [member: Member];
  /** After each subscribe, behind its replayed messages. `resumed`: it continued an earlier one. */
  subscribed: [
    info: {
      readonly recovered: boolean | undefined;
      readonly replayed: number;
      readonly resumed: boolean;
    },
  ];
  /** Comes before the messages that follow `to`. */
  gap: [gap: Gap];
  /** Another {@link ChannelState}. */
  state: [state: ChannelState];
  /**
   * The server refused or ended the subscription. With `retry` the client goes on trying by itself.
   */
  error: [error: TidewireError];
};

/** Removes a listener; `using off = channel.on(…)` does it at the end of the block. */
export type Off = (() => void) & Disposable;

/** How to listen: until the signal is aborted. */
export type ListenOptions = { readonly signal?: AbortSignal | undefined };

/** A part of a channel's history, oldest first. */
export type HistoryPage<Data = unknown> = {
  readonly messages: Message<Data>[];
  /** Older ones exist. */
  readonly more: boolean;
  /** The page before this one; undefined when nothing is older. */
  next(): Promise<HistoryPage<Data> | undefined>;
};

/**
 * The channels of an application: name or pattern of names, and what their messages hold.
 *
 * ```ts
 * type Channels = { [room: `chat:${string}`]: { text: string }; 'machine:host': Reading };
 * const tidewire = new Tidewire<Channels>('/ws', { token });
 * tidewire.channel('chat:1').publish({ text: 'hi' });
 * ```
 */
// biome-ignore lint/suspicious/noExplicitAny: an interface has no index signature to demand
export type ChannelMap = Record<any, unknown>;
