import type { TidewireError } from './error.js';
import type { Member, Message, Position } from './types.js';

/** What a subscription asks for, in `subscribe` and in `connect`. */
export type SubscribeBody = {
  readonly channel: string;
  readonly since?: Position;
  readonly rewind?: number;
  readonly presence?: true;
};

/**
 * The requests, without their id. A publish is written by `encodePublish`, its data being JSON
 * already.
 */
export type Request =
  | { readonly connect: { readonly token?: string; readonly subscribe?: readonly SubscribeBody[] } }
  | { readonly subscribe: SubscribeBody }
  | { readonly unsubscribe: { readonly channel: string } }
  | {
      readonly history: {
        readonly channel: string;
        readonly limit?: number;
        readonly before?: number;
      };
    }
  | {
      readonly presence: {
        readonly channel: string;
        readonly limit?: number;
        readonly after?: string;
      };
    }
  | { readonly refresh: { readonly token: string } };

/**
 * The members of a JSON object that came from outside: any of them may be there, and be anything.
 */
export type Fields = { readonly [Name in WireName]?: unknown };

type WireName =
  | 'after'
  | 'at'
  | 'channel'
  | 'code'
  | 'count'
  | 'data'
  | 'draining'
  | 'epoch'
  | 'error'
  | 'expires'
  | 'gap'
  | 'heartbeat'
  | 'id'
  | 'info'
  | 'joined'
  | 'left'
  | 'members'
  | 'message'
  | 'messages'
  | 'more'
  | 'node'
  | 'offset'
  | 'ok'
  | 'reconnectIn'
  | 'recovered'
  | 'retry'
  | 'session'
  | 'subscribed'
  | 'unsubscribed'
  | 'user';

/**
 * The answer to a request. What `ok` holds depends on the request; `codec.ts` has a reader for
 * each.
 */
export type Reply =
  | { readonly type: 'ok'; readonly id: number; readonly ok: Fields }
  | { readonly type: 'error'; readonly id: number; readonly error: TidewireError };

/** A push that belongs to one channel. */
export type ChannelPush =
  | { readonly type: 'message'; readonly channel: string; readonly message: Message }
  | { readonly type: 'joined'; readonly channel: string; readonly members: readonly Member[] }
  | { readonly type: 'left'; readonly channel: string; readonly members: readonly Member[] }
  | { readonly type: 'unsubscribed'; readonly channel: string; readonly code: string }
  | { readonly type: 'gap'; readonly channel: string; readonly position: Position | undefined };

export type ServerFrame =
  | Reply
  | ChannelPush
  | { readonly type: 'draining'; readonly reconnectIn: number }
  | { readonly type: 'heartbeat' };

/** The reply to `subscribe`. Without `position` the channel has no history. */
export type Subscribed = {
  readonly channel: string;
  readonly position: Position | undefined;
  readonly recovered: boolean | undefined;
  readonly messages: readonly Message[];
  readonly members: readonly Member[] | undefined;
};

/** What became of one subscription in `connect`. */
export type Resumed = { readonly channel: string; readonly result: Subscribed | TidewireError };

/** The reply to `connect`. `expires` is in seconds since 1970, `heartbeat` in milliseconds. */
export type Connected = {
  readonly session: string;
  readonly user: string;
  readonly node: string;
  readonly expires: number;
  readonly heartbeat: number;
  readonly subscribed: readonly Resumed[];
};

export type HistoryPage = { readonly messages: Message[]; readonly more: boolean };

export type PresencePage = {
  readonly members: Member[];
  readonly count: number;
  readonly more: boolean;
};
