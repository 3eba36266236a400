import {
  type ChannelMap,
  type Options,
  type Position,
  Tidewire,
  type WebSocketConstructor,
} from 'tidewire';
import { type Subscribe, TestChannel } from './test-channel.js';
import { TestSocket } from './test-socket.js';
import { microtasks, VirtualClock } from './virtual-clock.js';

/** What a user may want to do to a channel. */
export type Operation = 'subscribe' | 'publish' | 'history' | 'presence';

/** How a test server behaves. */
export type TestServerOptions = {
  /** How many messages a channel keeps; with 0 its messages have no offsets. Default 500. */
  readonly history?: number | ((channel: string) => number);
  /** Default: everybody may do everything. */
  readonly allow?: (user: string, operation: Operation, channel: string) => boolean;
  /** How long a token is valid, in milliseconds. Default one hour. */
  readonly tokenLife?: number;
};

type Session = {
  readonly session: string;
  readonly user: string;
  readonly node: string;
  expires: number;
  expiry: unknown;
};
type Request = Record<string, unknown> & { readonly id: number };
type Body = Subscribe & {
  readonly token?: string;
  readonly subscribe?: readonly Subscribe[];
  readonly data?: unknown;
  readonly key?: string;
  readonly limit?: number;
  readonly before?: number;
};

/**
 * A Tidewire server in memory, for the tests of an application: no network, no real time, no
 * chance. A token is the name of its user.
 *
 * ```ts
 * const server = new TestServer();
 * const alice = server.client('alice');
 * alice.channel('chat:1').on('message', ({ data }) => show(data));
 * await server.settled();
 * server.publish('chat:1', 'hello');
 * server.cut();
 * await server.clock.advance(1_000); // it has reconnected and continued
 * ```
 */
export class TestServer {
  /** The time of the server and of its clients. */
  readonly clock: VirtualClock;
  /** For a client that the test makes itself; pass `clock` and a `random` beside it. */
  readonly WebSocket: WebSocketConstructor;
  readonly #options: TestServerOptions;
  readonly #channels = new Map<string, TestChannel>();
  readonly #sessions = new Map<TestSocket, Session>();
  readonly #sockets = new Set<TestSocket>();
  readonly #clients = new Set<Tidewire>();
  #up = true;
  #node = 1;
  #lastSession = 0;

  constructor(options: TestServerOptions = {}) {
    this.#options = options;
    this.clock = new VirtualClock(undefined, microtasks);
    const events = {
      arrived: (socket: TestSocket) => this.#arrived(socket),
      received: (socket: TestSocket, frame: object) => this.#received(socket, frame as Request),
      left: (socket: TestSocket) => this.#left(socket),
    };
    this.WebSocket = class extends TestSocket {
      constructor() {
        super(events);
      }
    };
  }

  /** A client of this user, on the server's clock. It connects by itself. */
  client<Channels extends ChannelMap = Record<string, unknown>>(
    user: string,
    options: Partial<Options> = {},
  ): Tidewire<Channels> {
    const { WebSocket, clock } = this;
    const client = new Tidewire<Channels>('wss://test.invalid/ws', {
      token: () => user,
      WebSocket,
      clock,
      random: () => 0.5,
      ...options,
    });
    this.#clients.add(client as Tidewire);
    return client;
  }

  /** How many connections there are. */
  get connections(): number {
    return this.#sockets.size;
  }

  /** Everything that is under way has arrived. */
  settled(): Promise<void> {
    return microtasks();
  }

  /** Publishes as a back end. */
  publish(channel: string, data: unknown, key?: string): Position | undefined {
    return this.#channel(channel).publish({ data, at: this.clock.now() }, key);
  }

  /** Breaks the connections of a user, or all of them. They may come again. */
  cut(user?: string): void {
    for (const socket of [...this.#sockets]) {
      if (user === undefined || this.#sessions.get(socket)?.user === user) socket.cut();
    }
  }

  /** Goes away, as in a crash: connections break and new ones are refused until {@link start}. */
  stop(): void {
    this.#up = false;
    this.cut();
  }

  /** Comes back after a {@link stop}. */
  start(): void {
    this.#up = true;
  }

  /** The node leaves: clients are advised to connect to another one, and then cut. */
  drain(reconnectIn = 1_000, closeAfter = 5_000): void {
    this.#node++;
    for (const socket of this.#sockets) {
      socket.push({ draining: { reconnectIn } });
      this.clock.setTimeout(() => socket.end(4000, 'going_away'), closeAfter);
    }
  }

  /** Ends the sessions of a user; by default in a way that they do not come back from. */
  disconnect(user: string, code = 4501, reason = 'token_invalid'): void {
    for (const [socket, session] of this.#sessions) {
      if (session.user === user) socket.end(code, reason);
    }
  }

  /** Ends the subscriptions of a user, or of everybody, to a channel. */
  unsubscribe(channel: string, code = 'permission_denied', user?: string): void {
    const of = (socket: TestSocket) =>
      user === undefined || this.#sessions.get(socket)?.user === user;
    this.#channel(channel).end(code, of);
  }

  /** The history of a channel is lost, and its subscribers learn of a gap. */
  forget(channel: string): void {
    this.#channel(channel).forget();
  }

  /** Closes all its clients; afterwards no timer and no connection is left. */
  close(): void {
    for (const client of this.#clients) client.close();
    this.cut();
  }

  /** The same as `close()`, at the end of a block with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #channel(name: string): TestChannel {
    const { history = 500 } = this.#options;
    const known = this.#channels.get(name);
    const retained = typeof history === 'number' ? history : history(name);
    const channel = known ?? new TestChannel(name, retained);
    this.#channels.set(name, channel);
    return channel;
  }

  #arrived(socket: TestSocket): void {
    if (!this.#up) return socket.cut();
    this.#sockets.add(socket);
    socket.accept();
  }

  #left(socket: TestSocket): void {
    this.clock.clearTimeout(this.#sessions.get(socket)?.expiry);
    this.#sockets.delete(socket);
    this.#sessions.delete(socket);
    for (const channel of this.#channels.values()) channel.leave(socket);
  }

  #received(socket: TestSocket, { id, ...request }: Request): void {
    const [name = '', body] = Object.entries(request)[0] ?? [];
    const result = this.#answer(socket, name, body as Body);
    if (typeof result !== 'string') return socket.push({ id, ok: result });
    const retry = result === 'unavailable' || result === 'rate_limited';
    socket.push({ id, error: { code: result, message: `The test server says ${result}.`, retry } });
  }

  /** The reply, or the code of an error. */
  #answer(socket: TestSocket, name: string, body: Body): object | string {
    const session = this.#sessions.get(socket);
    if (name === 'connect') return session ? 'already_connected' : this.#connect(socket, body);
    if (!session) return 'not_connected';
    if (name === 'ping') return {};
    if (name === 'refresh') {
      if (body.token !== session.user) return 'token_invalid';
      return { expires: this.#renew(socket, session) };
    }
    const { user } = session;
    if (name === 'unsubscribe') {
      return this.#channel(body.channel).leave(socket) ? {} : 'not_subscribed';
    }
    if (name === 'subscribe') return this.#subscribe(socket, session, body);
    if (!OPERATIONS.has(name)) return 'bad_request';
    if (!this.#allows(user, name as Operation, body.channel)) return 'permission_denied';
    const channel = this.#channel(body.channel);
    if (name === 'history') {
      return channel.position ? channel.history(body.limit, body.before) : 'not_available';
    }
    if (name === 'presence') {
      const { members } = channel;
      return { channel: body.channel, members, count: members.length, more: false };
    }
    return channel.publish({ data: body.data, user, at: this.clock.now() }, body.key) ?? {};
  }

  #connect(socket: TestSocket, { token = '', subscribe = [] }: Body): object | string {
    if (token === '') return 'token_invalid';
    const session: Session = {
      session: `s-${++this.#lastSession}`,
      user: token,
      node: `n-${this.#node}`,
      expires: 0,
      expiry: undefined,
    };
    this.#sessions.set(socket, session);
    const subscribed = subscribe.map((body) => {
      const result = this.#subscribe(socket, session, body);
      if (typeof result !== 'string') return result;
      return { channel: body.channel, error: { code: result, message: result, retry: false } };
    });
    const { user, node } = session;
    const expires = this.#renew(socket, session);
    return { session: session.session, user, expires, heartbeat: 0, node, subscribed };
  }

  #subscribe(socket: TestSocket, { session, user }: Session, body: Subscribe): object | string {
    const channel = this.#channel(body.channel);
    if (!this.#allows(user, 'subscribe', body.channel)) return 'permission_denied';
    if (channel.has(socket)) return 'already_subscribed';
    return channel.subscribe(socket, { session, user }, body);
  }

  #renew(socket: TestSocket, session: Session): number {
    const { tokenLife = 3_600_000 } = this.#options;
    this.clock.clearTimeout(session.expiry);
    session.expiry = this.clock.setTimeout(() => socket.end(4002, 'token_expired'), tokenLife);
    session.expires = (this.clock.now() + tokenLife) / 1000;
    return session.expires;
  }

  #allows(user: string, operation: Operation, channel: string): boolean {
    return this.#options.allow?.(user, operation, channel) ?? true;
  }
}

const OPERATIONS = new Set(['publish', 'history', 'presence']);
