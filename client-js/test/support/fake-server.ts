import { FakeSocket, type Frame, type Subscribe } from './fake-socket.js';

type Stored = { readonly offset: number; readonly data: unknown; readonly at: number };
type Push = { readonly message: { readonly offset: number } };

/** A reply to a subscribe brings so many messages; pushes bring the rest of a long catch-up. */
const FIRST_PART = 3;
const CHANNEL = 'chat:1';

/** One connection at the server, with what is on its way in both directions. */
class Peer extends FakeSocket {
  readonly inbox: Frame[] = [];
  readonly outbox: object[] = [];
  opened = false;
  connected = false;
  subscribed = false;

  override send(text: string): void {
    super.send(text);
    this.inbox.push(JSON.parse(text));
  }
}

/**
 * A server with one channel that follows docs/protocol.md strictly: offsets, epochs, resuming,
 * idempotency keys. The test decides when a frame is handled, when it arrives, and which are lost,
 * come twice, or go down with a connection.
 */
export class FakeServer {
  /** Pass it to the client. */
  readonly WebSocket: new (
    url: string,
    protocols: string[],
  ) => Peer;
  epoch = 1;
  /** All that was ever published in this epoch. */
  readonly published: Stored[] = [];
  readonly #retained: number;
  readonly #positions = new Map<string, number>();
  /** The connections, oldest first; there are two while a client is handed over. */
  #peers: Peer[] = [];
  readonly #now: () => number;

  /** The history holds the `retained` newest messages. */
  constructor(now: () => number, retained = Number.POSITIVE_INFINITY) {
    this.#now = now;
    this.#retained = retained;
    const arrive = (peer: Peer): void => {
      this.#peers.push(peer);
    };
    this.WebSocket = class extends Peer {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        arrive(this);
      }
    };
  }

  get position(): { epoch: string; offset: number } {
    return { epoch: `e${this.epoch}`, offset: this.published.length };
  }

  get quiet(): boolean {
    const peers = this.#live();
    const busy = peers.some((peer) => peer.inbox.length + peer.outbox.length > 0);
    return !busy && peers.length === 1 && peers[0]?.connected === true;
  }

  /** Accepts the newest connection, or handles the next frame that the client has sent on it. */
  handle(peer: Peer | undefined = this.#newest()): void {
    if (peer && !peer.opened) {
      peer.opened = true;
      peer.open();
      return;
    }
    const frame = peer?.inbox.shift();
    if (peer && frame) peer.outbox.push(...this.#answer(peer, frame));
  }

  handleOld(): void {
    this.handle(this.#live()[0]);
  }

  /** The next frame of the newest connection reaches the client. */
  deliver(peer: Peer | undefined = this.#newest()): void {
    const frame = peer?.outbox.shift();
    if (frame) peer?.receive(frame);
  }

  deliverOld(): void {
    this.deliver(this.#live()[0]);
  }

  /** The newest connection is gone, with everything that was on its way. */
  cut(peer: Peer | undefined = this.#newest()): void {
    this.#peers = this.#live().filter((other) => other !== peer);
    peer?.drop();
  }

  cutOld(): void {
    this.cut(this.#live()[0]);
  }

  /** The node of the newest connection is leaving. */
  drain(): void {
    this.#newest()?.outbox.push({ draining: { reconnectIn: 400 } });
  }

  publish(data: unknown): number {
    const offset = this.published.length + 1;
    const message = { offset, data, at: this.#now() };
    this.published.push(message);
    for (const peer of this.#live()) if (peer.subscribed) peer.outbox.push(push(message));
    return offset;
  }

  /**
   * The next message that is on its way comes twice, the second time behind those that follow it;
   * not behind a gap or a reply, after which it could be of another epoch.
   */
  duplicate(): void {
    const outbox = this.#newest()?.outbox ?? [];
    const at = outbox.findIndex(isPush);
    const frame = outbox[at];
    const end = outbox.findIndex((other, index) => index > at && !isPush(other));
    if (frame) outbox.splice(end < 0 ? outbox.length : end, 0, frame);
  }

  /**
   * The next message that is on its way is lost; the protocol forbids that, and a client must
   * survive it.
   */
  lose(): void {
    const outbox = this.#newest()?.outbox;
    const at = outbox?.findIndex(isPush) ?? -1;
    if (at >= 0) outbox?.splice(at, 1);
  }

  /** The store loses its memory. */
  forget(): void {
    this.epoch++;
    this.published.length = 0;
    this.#positions.clear();
    for (const peer of this.#live()) {
      if (peer.subscribed) peer.outbox.push({ gap: { channel: CHANNEL, ...this.position } });
    }
  }

  /** Without those that the client has closed. */
  #live(): Peer[] {
    this.#peers = this.#peers.filter((peer) => peer.closedWith === undefined);
    return this.#peers;
  }

  #newest(): Peer | undefined {
    return this.#live().at(-1);
  }

  #answer(peer: Peer, frame: Frame): object[] {
    const { id, connect, subscribe, publish } = frame;
    if (connect) {
      peer.connected = true;
      const parts = (connect.subscribe ?? []).map((body) => this.#subscribe(peer, body));
      const expires = Math.floor(this.#now() / 1000) + 86_400;
      const subscribed = parts.map(({ ok }) => ok);
      const ok = { session: 's', user: 'u', node: 'n', expires, heartbeat: 0, subscribed };
      return [{ id, ok }, ...parts.flatMap(({ rest }) => rest)];
    }
    if (subscribe) {
      if (peer.subscribed) return [refusal(id, 'already_subscribed')];
      const { ok, rest } = this.#subscribe(peer, subscribe);
      return [{ id, ok }, ...rest];
    }
    if (frame.unsubscribe) {
      if (!peer.subscribed) return [refusal(id, 'not_subscribed')];
      peer.subscribed = false;
      return [{ id, ok: {} }];
    }
    if (publish) return [{ id, ok: this.#accept(publish) }];
    return [refusal(id, 'bad_request')];
  }

  #accept({ data, key }: NonNullable<Frame['publish']>): object {
    const known = key === undefined ? undefined : this.#positions.get(key);
    const offset = known ?? this.publish(data);
    if (key !== undefined) this.#positions.set(key, offset);
    return { epoch: this.position.epoch, offset };
  }

  #subscribe(peer: Peer, { since, rewind }: Subscribe): { ok: object; rest: object[] } {
    peer.subscribed = true;
    const { epoch, offset: head } = this.position;
    const oldest = Math.max(0, head - this.#retained);
    const recovered = since?.epoch === epoch && since.offset >= oldest && since.offset <= head;
    const from = recovered ? since.offset : Math.max(oldest, head - (rewind ?? 0));
    const missing = this.published.slice(from);
    const part = recovered ? missing.slice(0, FIRST_PART) : missing;
    const ok = {
      channel: CHANNEL,
      epoch,
      offset: from + part.length,
      ...(since && { recovered }),
      messages: part,
    };
    return { ok, rest: missing.slice(part.length).map(push) };
  }
}

function push(message: Stored): Push {
  return { message: { channel: CHANNEL, ...message } } as Push;
}

function isPush(frame: object): frame is Push {
  return 'message' in frame;
}

function refusal(id: number, code: string): object {
  return { id, error: { code, message: `${code}.`, retry: false } };
}
