import type { TidewireError } from './error.js';
import type { Member, Message, Position } from './types.js';

/** What a subscription asks for, in `subscribe` and in `connect`. */
export type SubscribeBody = {
  readonly channel: string;
  readonly since?: Position | undefined;
  readonly rewind?: number | undefined;
  readonly presence?: true | undefined;
};

/** The requests, without their id. A publish is written by `encodePublish`, which checks its data. */
export type Request =
  | {
      readonly connect: {
        readonly token?: string;
        readonly subscribe?: readonly SubscribeBody[] | undefined;
      };
    }
  | { readonly subscribe: SubscribeBody }
  | {
      readonly publish: {
        readonly channel: string;
        readonly data: unknown;
        readonly key?: string | undefined;
      };
    }
  | { readonly unsubscribe: { readonly channel: string } }
  | {
      readonly history: {
        readonly channel: string;
        readonly limit?: number | undefined;
        readonly before?: number | undefined;
      };
    }
  | {
      readonly presence: {
        readonly channel: string;
        readonly limit?: number | undefined;
        readonly after?: string | undefined;
      };
    }
  | { readonly refresh: { readonly token: string } }
  /** A question for a sign of life. A server that does not know it answers as well: it refuses. */
  | { readonly ping: Record<string, never> };

/** What a reply may hold; which of it is there depends on the request. */
export type Fields = Subscribed &
  Partial<Connected> &
  Partial<PresencePage> & { readonly more?: boolean; readonly error?: WireError };

/** The answer to a request. */
export type Reply = {
  readonly type: 'reply';
  readonly id: number;
  readonly ok: Fields | undefined;
  /** Why it was refused. */
  readonly error: TidewireError | undefined;
};

/** An error as it stands on the wire. */
export type WireError = {
  readonly code: string;
  readonly message: string;
  readonly retry?: boolean;
};

/** A message as it stands on the wire. */
export type WireMessage = Omit<Message, 'channel' | 'replayed'>;

type Push<Type extends string, Body> = { readonly type: Type; readonly body: Body };
type OfChannel<Body> = Body & { readonly channel: string };

/** A push that belongs to one channel. */
export type ChannelPush =
  | Push<'message', OfChannel<WireMessage>>
  | Push<'joined' | 'left', OfChannel<{ readonly members: readonly Member[] }>>
  | Push<'unsubscribed', OfChannel<{ readonly code: string }>>
  | Push<'gap', OfChannel<Partial<Position>>>;

export type ServerFrame = Reply | ChannelPush | Push<'draining', { readonly reconnectIn: number }>;

/** The reply to `subscribe`. Without `epoch` and `offset` the channel has no history. */
export type Subscribed = Partial<Position> & {
  readonly channel?: string;
  readonly recovered?: boolean;
  readonly messages?: readonly WireMessage[];
  readonly members?: readonly Member[];
};

/**
 * The reply to `connect`. `expires` is in seconds since 1970, `heartbeat` in milliseconds,
 * `maxMessage` the bytes that one message of ours may have.
 * `subscribed` holds what became of each subscription, to be read one by one.
 */
export type Connected = {
  readonly session: string;
  readonly user: string;
  readonly node: string;
  readonly expires: number;
  readonly heartbeat: number;
  readonly maxMessage?: number;
  readonly subscribed?: readonly (Subscribed & { readonly error?: WireError })[];
};

/** A part of those who are in a channel, in the order of their session ids. */
export type PresencePage = {
  readonly members: readonly Member[];
  /** How many there are in all. */
  readonly count: number;
  readonly more: boolean;
};
