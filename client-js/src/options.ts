import type { WebSocketConstructor } from './socket.js';
import { type Clock, systemClock } from './timer.js';

/** What a token function is told. */
export type TokenContext = {
  /**
   * Why it is asked: for the first connection, ahead of the end of the token at hand, after that
   * end, or because of `refresh()`.
   */
  readonly reason: 'connect' | 'expiring' | 'expired' | 'requested';
  /** Aborted when the answer is of no use any more. */
  readonly signal: AbortSignal;
};

/** How a client behaves. All times are milliseconds. */
export type Options = {
  /**
   * The token, or a function that gets one. The function is asked before the first connection,
   * before the token expires, and when the server says that it has expired. Throwing an
   * `UnauthorizedError`, or another `TidewireError` without `retry`, closes the client; any other
   * failure is tried again later.
   */
  readonly token: string | ((context: TokenContext) => string | Promise<string>);
  /**
   * Connect without waiting for `connect()`, as soon as the current code has run. Default `true`.
   */
  readonly autoConnect?: boolean;
  /** How long a request waits for its reply. Default 10 000. */
  readonly requestTimeout?: number;
  /** How long one try to connect may take, token included. Default 10 000. */
  readonly connectTimeout?: number;
  readonly backoff?: {
    /** Upper bound of the first wait, lower bound of all others. Default 500. */
    readonly min?: number;
    /** Upper bound of every wait. Default 20 000. */
    readonly max?: number;
    /** A connection that lasted as long makes the next cut a first one again. Default 5000. */
    readonly stableAfter?: number;
  };
  /** How long a cut may last before `lost` tells of it. Default 3000. */
  readonly lostAfter?: number;
  /** Aborting it closes the client. */
  readonly signal?: AbortSignal;
  /** What may wait for a connection or for a reply. */
  readonly outbox?: {
    /** Default 256. */
    readonly messages?: number;
    /** Of UTF-8. Default 1 048 576. */
    readonly bytes?: number;
    /**
     * How old a publish may be when it is sent, also for the second time. Must stay below the
     * server's idempotency window (5 minutes unless configured otherwise). Default 60 000.
     */
    readonly age?: number;
  };
  /** How late a heartbeat may be before the connection counts as dead. Default 5000. */
  readonly heartbeatGrace?: number;
  /**
   * Default `globalThis.WebSocket`. Node before 22 has none; there, pass that of the package `ws`.
   */
  readonly WebSocket?: WebSocketConstructor;
  /** A number in [0, 1). Default `Math.random`. */
  readonly random?: () => number;
  /** Default the system's. */
  readonly clock?: Clock;
};

type Complete<T> = { readonly [Name in keyof T]-?: NonNullable<T[Name]> };

/** The options with every default filled in. */
export type Settings = Complete<Omit<Options, 'backoff' | 'outbox' | 'signal'>> & {
  readonly url: string;
  readonly signal?: AbortSignal;
  readonly backoff: Complete<NonNullable<Options['backoff']>>;
  readonly outbox: Complete<NonNullable<Options['outbox']>>;
};

const DEFAULTS = {
  autoConnect: true,
  requestTimeout: 10_000,
  connectTimeout: 10_000,
  heartbeatGrace: 5_000,
  lostAfter: 3_000,
  random: Math.random,
  clock: systemClock,
};
const BACKOFF = { min: 500, max: 20_000, stableAfter: 5_000 };
const OUTBOX = { messages: 256, bytes: 1_048_576, age: 60_000 };

/** Throws a TypeError when the URL cannot be read or when there is no WebSocket. */
export function settings(url: string | URL, options: Options): Settings {
  const WebSocket = options.WebSocket ?? globalThis.WebSocket;
  if (!WebSocket) throw new TypeError('Pass options.WebSocket.');
  return {
    ...DEFAULTS,
    ...options,
    backoff: { ...BACKOFF, ...options.backoff },
    outbox: { ...OUTBOX, ...options.outbox },
    url: webSocketUrl(url),
    WebSocket,
  };
}

/** Resolves against the page, so that '/ws' is enough; http and https mean ws and wss. */
function webSocketUrl(url: string | URL): string {
  const absolute = new URL(url, globalThis.location?.href);
  absolute.protocol = absolute.protocol.replace('http', 'ws');
  absolute.hash = ''; // the WebSocket constructor of older browsers refuses a fragment
  return absolute.href;
}
