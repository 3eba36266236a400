import { closedByServer, type Ending, gaveUp, refused, TOKEN_EXPIRED } from './close-codes.js';
import { decode, encode } from './codec.js';
import { TidewireError } from './error.js';
import type { ChannelPush, Connected, Fields, ServerFrame, SubscribeBody } from './frames.js';
import { Heartbeat } from './heartbeat.js';
import type { Settings, TokenContext } from './options.js';
import { isFinal, Refresher } from './refresher.js';
import { Requests } from './requests.js';
import { Socket } from './socket.js';
import { Timer } from './timer.js';
import type { Tokens } from './tokens.js';

export type LinkEvents = {
  /** The socket is open: what shall be subscribed in the same round trip? */
  subscriptions(): SubscribeBody[];
  connected(reply: Connected): void;
  pushed(push: ChannelPush): void;
  /** Its node is leaving, and in so many milliseconds another link should be made. */
  draining(reconnectIn: number): void;
  /** The last event, and never the answer to {@link Link.close}. */
  ended(ending: Ending): void;
};

/** How long two nodes may differ in when they deliver the same message. */
const LINGER = 1_000;

/**
 * One connection to the server, from asking for the token to the end of its socket: asks, opens,
 * says `connect`, then carries frames. It ends once, for whatever reason, and everything that
 * lived on it ends with it.
 */
export class Link {
  readonly requests: Requests;
  readonly #settings: Settings;
  readonly #tokens: Tokens;
  readonly #events: LinkEvents;
  readonly #deadline: Timer;
  readonly #heartbeat: Heartbeat;
  readonly #refresher: Refresher;
  readonly #until = new AbortController();
  #socket: Socket | undefined;
  #retired: (() => void) | undefined;

  constructor(settings: Settings, tokens: Tokens, events: LinkEvents) {
    const { clock, requestTimeout } = settings;
    this.#settings = settings;
    this.#tokens = tokens;
    this.#events = events;
    this.#deadline = new Timer(clock);
    this.requests = new Requests(clock, requestTimeout, () => this.#socket);
    this.#heartbeat = new Heartbeat(clock, {
      probe: () => this.requests.send(encode({ ping: {} }), () => {}),
      dead: () => this.#end(gaveUp('heartbeat_timeout')),
    });
    this.#refresher = new Refresher(clock, tokens, this.requests, (error) =>
      this.#end(refused(error)),
    );
  }

  /** Nothing can be sent over it any more. */
  get over(): boolean {
    return this.#until.signal.aborted;
  }

  async start(): Promise<void> {
    const { connectTimeout, WebSocket, url } = this.#settings;
    this.#deadline.start(connectTimeout, () => this.#end(gaveUp('connect_timeout')));
    let token = '';
    try {
      token = await this.#tokens.current(this.#until.signal);
    } catch (error) {
      this.#end(isFinal(error) ? refused(error) : gaveUp('token_unavailable'));
    }
    if (this.over) return;
    try {
      this.#socket = new Socket(WebSocket, url, {
        opened: () => this.#connect(token),
        received: (text) => this.#received(text),
        closed: (code, reason) => this.#end(closedByServer(code, reason)),
      });
    } catch {
      this.#end(gaveUp('websocket_refused', 'never')); // the page's policy forbids the address
    }
  }

  /** The page may have slept. */
  wake(): void {
    this.#heartbeat.wake();
  }

  refresh(reason: TokenContext['reason']): Promise<void> {
    return this.#refresher.refresh(reason);
  }

  /**
   * Another link has taken over. It stays for the stragglers, and until its requests are answered,
   * because one without a key must not be sent a second time; then it ends and calls back.
   */
  retire(gone: () => void): void {
    this.#heartbeat.stop();
    this.#refresher.stop();
    this.#retired = gone;
    this.#deadline.start(LINGER, () => this.requests.whenSettled(() => this.close()));
  }

  /**
   * Ends it without a word to its owner. Requests without a reply are answered with
   * `connection_lost`.
   */
  close(): void {
    if (this.over) return;
    this.#until.abort();
    this.#deadline.stop();
    this.#heartbeat.stop();
    this.#refresher.stop();
    this.#socket?.close();
    this.requests.lost();
    this.#retired?.();
  }

  /** The one way in which a link ends by itself. */
  #end(ending: Ending): void {
    if (this.over) return;
    this.close();
    if (ending.code !== TOKEN_EXPIRED) return this.#events.ended(ending);
    this.#tokens.forget('expired');
    this.#events.ended(this.#tokens.renewable ? ending : { ...ending, next: 'never' });
  }

  #connect(token: string): void {
    const subscribe = this.#events.subscriptions();
    const connect = { token, subscribe: subscribe.length > 0 ? subscribe : undefined };
    this.requests.send(encode({ connect }), (result) => this.#answered(result));
  }

  #answered(result: Fields | TidewireError): void {
    if (this.over) return;
    if (result instanceof TidewireError) return this.#end(refused(result));
    const reply = result as Connected;
    if (!reply.session) return this.#end(gaveUp('bad_reply'));
    this.#deadline.stop();
    this.requests.largest = reply.maxMessage ?? this.requests.largest;
    this.#refresher.start(reply.expires);
    if (reply.heartbeat > 0) {
      this.#heartbeat.start(reply.heartbeat + this.#settings.heartbeatGrace);
    }
    this.#events.connected(reply);
  }

  #received(text: string): void {
    this.#heartbeat.heard();
    try {
      const frame = decode(text);
      if (frame) this.#dispatch(frame);
    } catch {
      this.#end(gaveUp('bad_frame')); // not what the protocol says; another try may find a sane server
    }
  }

  #dispatch(frame: ServerFrame): void {
    switch (frame.type) {
      case 'ok':
      case 'error':
        return this.requests.received(frame);
      case 'draining':
        return this.#events.draining(frame.reconnectIn);
      default:
        this.#events.pushed(frame);
    }
  }
}
