import { closedByServer, type Ending, gaveUp, refused, TOKEN_EXPIRED } from './close-codes.js';
import { decode, encode, readConnected } from './codec.js';
import { TidewireError } from './error.js';
import type { ChannelPush, Connected, Fields, ServerFrame, SubscribeBody } from './frames.js';
import { Heartbeat } from './heartbeat.js';
import type { Settings } from './options.js';
import { Refresher } from './refresher.js';
import { Requests } from './requests.js';
import { Socket } from './socket.js';
import { Timer } from './timer.js';
import type { Tokens } from './tokens.js';

export type LinkEvents = {
  /** The socket is open: what shall be subscribed in the same round trip? */
  subscriptions(): SubscribeBody[];
  connected(reply: Connected): void;
  pushed(push: ChannelPush): void;
  /** The last event, and never the answer to {@link Link.close}. */
  ended(ending: Ending): void;
};

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
  readonly #draining: Timer;
  readonly #heartbeat: Heartbeat;
  readonly #refresher: Refresher;
  #socket: Socket | undefined;
  #over = false;

  constructor(settings: Settings, tokens: Tokens, events: LinkEvents) {
    const { clock, requestTimeout } = settings;
    this.#settings = settings;
    this.#tokens = tokens;
    this.#events = events;
    this.#deadline = new Timer(clock);
    this.#draining = new Timer(clock);
    this.requests = new Requests(clock, requestTimeout, (frame) => this.#socket?.send(frame));
    this.#heartbeat = new Heartbeat(clock, () => this.#end(gaveUp('heartbeat_timeout')));
    this.#refresher = new Refresher(clock, tokens, this.requests, (error) =>
      this.#end(refused(error)),
    );
  }

  async start(): Promise<void> {
    const { connectTimeout, WebSocket, url } = this.#settings;
    this.#deadline.start(connectTimeout, () => this.#end(gaveUp('connect_timeout')));
    let token = '';
    try {
      token = await this.#tokens.current();
    } catch (error) {
      const final = error instanceof TidewireError && !error.retry;
      this.#end(gaveUp('token_unavailable', final ? 'never' : 'backoff'));
    }
    if (this.#over) return;
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

  /**
   * Ends it without a word to its owner. Requests without a reply are answered with
   * `connection_lost`.
   */
  close(): void {
    this.#over = true;
    this.#deadline.stop();
    this.#draining.stop();
    this.#heartbeat.stop();
    this.#refresher.stop();
    this.#socket?.close();
    this.requests.lost();
  }

  /** The one way in which a link ends by itself. */
  #end(ending: Ending): void {
    if (this.#over) return;
    this.close();
    if (ending.code !== TOKEN_EXPIRED) return this.#events.ended(ending);
    this.#tokens.forget();
    this.#events.ended(this.#tokens.renewable ? ending : { ...ending, next: 'never' });
  }

  #connect(token: string): void {
    const subscribe = this.#events.subscriptions();
    const connect = { token, ...(subscribe.length > 0 && { subscribe }) };
    this.requests.send(encode({ connect }), (result) => this.#answered(result));
  }

  #answered(result: Fields | TidewireError): void {
    if (this.#over) return;
    if (result instanceof TidewireError) return this.#end(refused(result));
    const reply = readConnected(result);
    if (!reply) return this.#end(gaveUp('bad_reply'));
    this.#deadline.stop();
    this.#refresher.start(reply.expires);
    if (reply.heartbeat > 0) {
      this.#heartbeat.start(reply.heartbeat + this.#settings.heartbeatGrace);
    }
    this.#events.connected(reply);
  }

  #received(text: string): void {
    this.#heartbeat.heard();
    const frame = decode(text);
    if (frame) this.#dispatch(frame);
  }

  #dispatch(frame: ServerFrame): void {
    switch (frame.type) {
      case 'ok':
      case 'error':
        return this.requests.received(frame);
      case 'draining': {
        const wait = this.#settings.random() * frame.reconnectIn;
        return this.#draining.start(wait, () => this.#end(gaveUp('draining', 'at-once')));
      }
      case 'heartbeat':
        return;
      default:
        this.#events.pushed(frame);
    }
  }
}
