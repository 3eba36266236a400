import { ABNORMAL, type Ending, ending, gaveUp, refused, TOKEN_EXPIRED } from './close-codes.js';
import { decode, encode } from './codec.js';
import { isFinal, type TidewireError } from './error.js';
import type { ChannelPush, Connected, Fields, ServerFrame, SubscribeBody } from './frames.js';
import { createHeartbeat } from './heartbeat.js';
import type { Settings, TokenContext } from './options.js';
import { createRefresher } from './refresher.js';
import { createRequests, type Requests } from './requests.js';
import type { WebSocketLike } from './socket.js';
import { createTimer } from './timer.js';
import type { Tokens } from './tokens.js';

/** What a link asks of its owner, and tells it. */
export type LinkEvents = {
  /** The socket is open: what shall be subscribed in the same round trip? */
  subscriptions(): SubscribeBody[];
  arrived(reply: Connected): void;
  pushed(push: ChannelPush): void;
  /** Its node is leaving, and in so many milliseconds another link should be made. */
  leaving(reconnectIn: number): void;
  /** The last event, and never the answer to {@link Link.close}. */
  ended(ending: Ending): void;
};

/**
 * One connection to the server, from asking for the token to the end of its socket: asks, opens,
 * says `connect`, then carries frames. It ends once, for whatever reason, and everything that
 * lived on it ends with it.
 */
export type Link = {
  /** Undefined before the server has accepted the token, and after the end. */
  requests(): Requests | undefined;
  start(): Promise<void>;
  /** The page may have slept. */
  wake(): void;
  refresh(reason: TokenContext['reason']): Promise<void>;
  /**
   * Another link has taken over. It stays for the stragglers, and until its requests are answered,
   * because one without a key must not be sent a second time; then it ends and calls back.
   */
  retire(gone: () => void): void;
  /**
   * Ends it without a word to its owner. Requests without a reply are answered with
   * `connection_lost`.
   */
  close(): void;
};

const SUBPROTOCOL = 'tidewire.v1';
/** RFC 6455 section 7.4.1. */
const NORMAL = 1000;
/** How long two nodes may differ in when they deliver the same message. */
const LINGER = 1_000;

export function createLink(settings: Settings, tokens: Tokens, events: LinkEvents): Link {
  const { clock, requestTimeout } = settings;
  const until = new AbortController();
  const { signal } = until;
  const deadline = createTimer(clock);
  let socket: WebSocketLike | undefined;
  /** Set while the server takes requests. */
  let usable: Requests | undefined;
  let retired: (() => void) | undefined;
  const requests = createRequests(clock, requestTimeout, () => socket);
  const refresher = createRefresher(clock, tokens, requests, (error) => end(refused(error)));
  const heartbeat = createHeartbeat(
    clock,
    () => requests.send(encode({ ping: {} }), () => {}),
    () => end(gaveUp('heartbeat_timeout')),
  );

  async function start(): Promise<void> {
    deadline.start(settings.connectTimeout, () => end(gaveUp('connect_timeout')));
    try {
      const token = await tokens.current(signal);
      if (!signal.aborted) open(token);
    } catch (error) {
      end(isFinal(error) ? refused(error) : gaveUp('token_unavailable'));
    }
  }

  /** After the end the old socket may still speak, and nobody listens. */
  function open(token: string): void {
    const { WebSocket, url } = settings;
    try {
      socket = new WebSocket(url, [SUBPROTOCOL]);
    } catch {
      return end(gaveUp('websocket_refused', 'never')); // the page's policy forbids the address
    }
    socket.onopen = () => signal.aborted || connect(token);
    socket.onmessage = ({ data }: { data: unknown }) => signal.aborted || received(data as string);
    socket.onclose = ({ code, reason }: { code: number; reason: string }) =>
      end(ending(code || ABNORMAL, reason || 'connection_lost'));
    socket.onerror = () => {}; // a close event follows and says the same
  }

  function connect(token: string): void {
    const subscribe = events.subscriptions();
    const body = { token, subscribe: subscribe.length > 0 ? subscribe : undefined };
    requests.send(encode({ connect: body }), answered);
  }

  function answered(error?: TidewireError, ok?: Fields): void {
    if (error) return end(refused(error));
    const reply = ok as Connected;
    if (!reply.session) return end(gaveUp('bad_reply'));
    usable = requests;
    deadline.stop();
    refresher.start(reply.expires);
    if (reply.heartbeat > 0) heartbeat.start(reply.heartbeat + settings.heartbeatGrace);
    events.arrived(reply);
  }

  function received(text: string): void {
    heartbeat.heard();
    try {
      const frame = decode(text);
      if (frame) dispatch(frame);
    } catch {
      end(gaveUp('bad_frame')); // not what the protocol says; another try may find a sane server
    }
  }

  function dispatch(frame: ServerFrame): void {
    if (frame.type === 'reply') requests.received(frame);
    else if (frame.type === 'draining') events.leaving(frame.body.reconnectIn);
    else events.pushed(frame);
  }

  /** The one way in which a link ends by itself. */
  function end(how: Ending): void {
    if (signal.aborted) return;
    close();
    const last = how.code === TOKEN_EXPIRED && !tokens.forget('expired');
    events.ended(last ? { ...how, next: 'never' } : how);
  }

  function close(): void {
    if (signal.aborted) return;
    until.abort();
    usable = undefined;
    deadline.stop();
    heartbeat.stop();
    refresher.stop();
    socket?.close(NORMAL);
    requests.abandon();
    retired?.();
  }

  return {
    requests: () => usable,
    start,
    wake: heartbeat.wake,
    refresh: refresher.refresh,
    retire(gone) {
      heartbeat.stop();
      refresher.stop();
      retired = gone;
      deadline.start(LINGER, () => requests.whenSettled(close));
    },
    close,
  };
}
