import { history, members, type Position, ready, type Tidewire, TidewireError } from 'tidewire';
import type { Word } from './bus.js';
import { type Listener, RelayChannel, type Subscribe } from './relay-channel.js';

type Body = Subscribe & {
  readonly subscribe?: readonly Subscribe[];
  readonly data?: unknown;
  readonly key?: string;
  readonly limit?: number;
  readonly before?: number;
  readonly after?: string;
};

/** Years ahead: the leader's own connection looks after the token. */
const NEVER = 4_102_444_800;
/** The leader's end is known from its lock, not from its silence. */
const NO_HEARTBEAT = 0;
const ABNORMAL = 1006;
/** Do not come back (docs/protocol.md section 4). */
const FINAL = 4501;

/** The socket of one tab, at the leader's end. */
class Peer implements Listener {
  readonly #say: (text: string) => void;
  open = true;

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  push(frame: object): void {
    if (this.open) this.#say(JSON.stringify(frame));
  }
}

/**
 * Speaks the server's side of the protocol to all tabs, over the one connection of the leading
 * tab. When that is cut, the tabs' sockets are closed too, so that every tab shows what is true and
 * keeps in its own outbox what has to wait.
 */
export class Relay {
  readonly #upstream: Tidewire;
  readonly #say: (word: Word, to: string) => void;
  readonly #peers = new Map<string, { readonly peer: Peer; readonly tab: string }>();
  readonly #channels = new Map<string, RelayChannel>();
  readonly #left: () => void;

  /** `left` is called when the last tab has gone. */
  constructor(upstream: Tidewire, say: (word: Word, to: string) => void, left: () => void) {
    this.#upstream = upstream;
    this.#say = say;
    this.#left = left;
    upstream.on('state', (state, previous) => {
      if (state.name === 'closed') this.#closeAll(FINAL, state.reason);
      else if (previous.name === 'connected' && state.name !== 'connected') {
        this.#closeAll(ABNORMAL, 'connection_lost');
      }
    });
  }

  get empty(): boolean {
    return this.#peers.size === 0;
  }

  heard(tab: string, word: Word): void {
    if (word.type === 'open') this.#open(tab, word.socket);
    else if (word.type === 'frame') this.#received(word.socket, word.text);
    else if (word.type === 'close') this.#close(word.socket);
  }

  close(): void {
    this.#closeAll(ABNORMAL, 'leader_gone');
    this.#upstream.close();
  }

  #open(tab: string, socket: string): void {
    const peer = new Peer((text) => this.#say({ type: 'push', socket, text }, tab));
    this.#peers.set(socket, { peer, tab });
    this.#say({ type: 'opened', socket }, tab);
    const { state } = this.#upstream;
    if (state.name === 'closed') this.#closeAll(FINAL, state.reason);
  }

  #close(socket: string): void {
    const entry = this.#peers.get(socket);
    if (!entry) return;
    entry.peer.open = false;
    this.#peers.delete(socket);
    for (const name of this.#channels.keys()) this.#leave(name, entry.peer);
    if (this.empty) this.#left();
  }

  #closeAll(code: number, reason: string): void {
    for (const [socket, { tab }] of this.#peers) {
      this.#say({ type: 'closed', socket, code, reason }, tab);
      this.#close(socket);
    }
  }

  #received(socket: string, text: string): void {
    const peer = this.#peers.get(socket)?.peer;
    if (!peer) return;
    const { id, ...request } = JSON.parse(text) as { id: number };
    const [name = '', body] = Object.entries(request)[0] ?? [];
    this.#answer(peer, name, body as Body).then(
      (ok) => peer.push({ id, ok }),
      (error: unknown) => peer.push({ id, error: wire(error) }),
    );
  }

  async #answer(peer: Peer, name: string, body: Body): Promise<object> {
    switch (name) {
      case 'connect':
        return this.#connect(peer, body);
      case 'refresh':
        await this.#upstream.refresh();
        return { expires: NEVER };
      case 'subscribe':
        return this.#subscribe(peer, body);
      case 'unsubscribe':
        if (this.#leave(body.channel, peer)) return {};
        throw new TidewireError('not_subscribed', 'This tab is not subscribed.');
      case 'publish':
        return (await this.#publish(body)) ?? {};
      case 'history':
        return { channel: body.channel, ...(await history(this.#ask(body), page(body))) };
      case 'presence':
        return { channel: body.channel, ...(await members(this.#ask(body), page(body))) };
      default:
        throw new TidewireError('bad_request', `The relay does not know ${name}.`);
    }
  }

  async #connect(peer: Peer, { subscribe = [] }: Body): Promise<object> {
    await ready(this.#upstream);
    const { state } = this.#upstream;
    if (state.name !== 'connected') throw new TidewireError('unavailable', '', { retry: true });
    const subscribed = await Promise.all(
      subscribe.map((asked) =>
        this.#subscribe(peer, asked).catch((error: unknown) => ({
          channel: asked.channel,
          error: wire(error),
        })),
      ),
    );
    const { session, user, node } = state;
    return { session, user, node, expires: NEVER, heartbeat: NO_HEARTBEAT, subscribed };
  }

  async #subscribe(peer: Peer, asked: Subscribe): Promise<object> {
    const { channel: name } = asked;
    const channel = this.#channelFor(asked);
    if (channel.has(peer)) throw new TidewireError('already_subscribed', 'Once is enough.');
    try {
      return await channel.subscribe(this.#upstream, peer, asked);
    } finally {
      if (!peer.open) this.#leave(name, peer);
      this.#sweep(name);
    }
  }

  #channelFor(asked: Subscribe): RelayChannel {
    const known = this.#channels.get(asked.channel);
    if (known && !known.over) return known;
    known?.close();
    const channel = new RelayChannel(this.#upstream, asked);
    this.#channels.set(asked.channel, channel);
    return channel;
  }

  #leave(name: string, peer: Peer): boolean {
    const left = this.#channels.get(name)?.leave(peer) ?? false;
    this.#sweep(name);
    return left;
  }

  #sweep(name: string): void {
    const channel = this.#channels.get(name);
    if (!channel?.empty) return;
    this.#channels.delete(name);
    channel.close();
  }

  #publish(body: Body): Promise<Position | undefined> {
    const { data, key } = body;
    return this.#ask(body).publish(data, key === undefined ? { volatile: true } : { key });
  }

  #ask({ channel: name }: Body) {
    const channel = this.#upstream.channel(name);
    channel.close(); // it can be asked all the same
    return channel;
  }
}

/** The members of a question that a tab has set. */
function page({ limit, before, after }: Body) {
  return JSON.parse(JSON.stringify({ limit, before, after })) as Omit<Body, 'channel'>;
}

function wire(error: unknown): object {
  const { code, message, retry } =
    error instanceof TidewireError ? error : new TidewireError('internal', String(error));
  return { code, message, retry };
}
