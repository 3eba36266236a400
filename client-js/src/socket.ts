/** The part of a WebSocket that the client needs; the browser's and that of `ws` fit. */
export type WebSocketLike = {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  readonly bufferedAmount?: number;
  send(data: string): void;
  close(code?: number, reason?: string): void;
};

/** What makes them: the global `WebSocket`, or that of `ws`. */
export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

export type SocketEvents = {
  opened(): void;
  received(text: string): void;
  /**
   * It ended by itself, or could not be made. The last event, and never the answer to {@link
   * Socket.close}.
   */
  closed(code: number, reason: string): void;
};

const SUBPROTOCOL = 'tidewire.v1';
/** RFC 6455 section 7.4.1. */
const NORMAL = 1000;
const ABNORMAL = 1006;

/** One WebSocket from its handshake to its end. After {@link close} it reports nothing any more. */
export class Socket {
  readonly #ws: WebSocketLike;

  /**
   * Throws what the WebSocket constructor throws, for example when the page's policy forbids the
   * address.
   */
  constructor(WebSocket: WebSocketConstructor, url: string, events: SocketEvents) {
    const ws = new WebSocket(url, [SUBPROTOCOL]);
    this.#ws = ws;
    ws.onopen = () => events.opened();
    ws.onmessage = (event: { data: unknown }) => {
      if (typeof event.data === 'string') events.received(event.data);
    };
    ws.onclose = (event: { code: number; reason: string }) => {
      this.#detach();
      events.closed(event.code || ABNORMAL, event.reason || 'connection_lost');
    };
    ws.onerror = ignore; // a close event follows and says the same
  }

  /** Bytes that wait to be sent. */
  get backlog(): number {
    return this.#ws.bufferedAmount ?? 0;
  }

  send(text: string): void {
    this.#ws.send(text);
  }

  /** Detaches first: what the old socket still says must not reach the client that has moved on. */
  close(): void {
    this.#detach();
    this.#ws.close(NORMAL);
  }

  #detach(): void {
    this.#ws.onopen = null;
    this.#ws.onmessage = null;
    this.#ws.onclose = null;
    // onerror stays: `ws` makes an error without a listener an uncaught exception
  }
}

function ignore(): void {}
