import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';

export type Json = Readonly<Record<string, unknown>>;
type Waiter = { matches: (frame: Json) => boolean; found: (frame: Json) => void };

const patience = 15_000;

/**
 * A client that shares no code with ours: the package `ws` and raw JSON, written from docs/protocol.md. It
 * answers pings because every WebSocket does.
 */
export class RawClient {
  readonly #socket: WebSocket;
  readonly #waiters = new Set<Waiter>();
  readonly pushes: Json[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  pings = 0;
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on('ping', () => {
      this.pings++;
    });
    socket.on('message', (bytes: Buffer) => this.#received(JSON.parse(bytes.toString()) as Json));
  }

  static async open(url: string, options: ClientOptions = {}): Promise<RawClient> {
    const socket = new WebSocket(url, 'tidewire.v1', options);
    const client = new RawClient(socket);
    await once(socket, 'open');
    return client;
  }

  /** Opens and connects; `subscribe` may resume channels. Resolves with the client and the reply. */
  static async connect(url: string, token: string, subscribe: Json[] = []) {
    const client = await RawClient.open(url);
    const reply = await client.ok({ connect: { token, subscribe } });
    return { client, reply };
  }

  get protocol(): string {
    return this.#socket.protocol;
  }

  /** The names of those that were agreed on. */
  get extensions(): string {
    return this.#socket.extensions;
  }

  /** Sends a request and resolves with its reply, `ok` or `error`. */
  request(body: Json): Promise<Json> {
    const id = ++this.#lastId;
    const reply = this.#await((frame) => frame['id'] === id, JSON.stringify(body));
    this.#socket.send(JSON.stringify({ id, ...body }));
    return reply;
  }

  /** The same for a request that must succeed. */
  async ok(body: Json): Promise<Json> {
    const reply = await this.request(body);
    if (reply['ok'] === undefined) throw new Error(`Refused: ${JSON.stringify(reply)}`);
    return reply['ok'] as Json;
  }

  /** The first push of a kind that has come or will come; with `about`, the first that mentions it. */
  async push(kind: string, about = ''): Promise<Json> {
    const matches = (frame: Json): boolean =>
      kind in frame && !('id' in frame) && JSON.stringify(frame).includes(about);
    const had = this.pushes.find(matches);
    const frame = had ?? (await this.#await(matches, `${kind} ${about}`));
    return frame[kind] as Json;
  }

  /** Resolves when the server has sent an empty message. */
  async heartbeat(limit: number): Promise<void> {
    await this.#await((frame) => Object.keys(frame).length === 0, 'a heartbeat', limit);
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  /** Breaks the connection without a closing handshake. */
  async drop(): Promise<void> {
    this.#socket.terminate();
    await this.closed;
  }

  #received(frame: Json): void {
    if (!('id' in frame)) this.pushes.push(frame);
    for (const waiter of [...this.#waiters]) {
      if (waiter.matches(frame)) waiter.found(frame);
    }
  }

  #await(matches: Waiter['matches'], what: string, limit = patience): Promise<Json> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`Waited ${limit} ms in vain for ${what}.`));
      }, limit);
      const waiter: Waiter = {
        matches,
        found: (frame) => {
          end();
          resolve(frame);
        },
      };
      this.#waiters.add(waiter);
    });
  }
}
