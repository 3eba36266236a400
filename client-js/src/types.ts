import type { TidewireError } from './error.js';

/** A place in a channel's history. Offsets of different epochs cannot be compared. */
export type Position = { readonly epoch: string; readonly offset: number };

/** A message of a channel, as listeners get it. */
export type Message = {
  readonly channel: string;
  /** Its number in the channel's history; missing in a channel without history. */
  readonly offset?: number;
  readonly data: unknown;
  /** Who published it; missing when a back end did. */
  readonly user?: string;
  /** Milliseconds since 1970 by the server's clock. */
  readonly at: number;
  /** It came with the reply to a subscribe, or from `history()`, and not live. */
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

/**
 * What a channel is doing. `failed`: the server refused or ended it; a new message listener tries
 * again.
 */
export type ChannelState = 'idle' | 'subscribing' | 'subscribed' | 'failed';

/** The options of one channel. */
export type ChannelOptions = {
  /** Begin with that many of the newest messages (0 to 1000), also after a gap. */
  readonly rewind?: number;
  /** Follow who is here: fills `members`. */
  readonly presence?: boolean;
  /** Begin after this position, for example the one that a server-rendered page was made at. */
  readonly since?: Position;
};

/** The events of a channel, with the arguments of their listeners. */
export type ChannelEvents = {
  message: [message: Message];
  /** The new map, after every change. */
  members: [members: ReadonlyMap<string, Member>];
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
  /** What lies after `from` up to `to` is lost. Comes before the messages that follow `to`. */
  gap: [info: { readonly from: Position | undefined; readonly to: Position | undefined }];
  /**
   * The server refused or ended the subscription. With `retry` the client goes on trying by itself.
   */
  error: [error: TidewireError];
};
