import type { WebSocketLike } from '../../src/socket.js';

/** A WebSocket whose other end is the test. */
export class FakeSocket implements WebSocketLike {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onerror: (() => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly url: string;
  readonly protocols: string[];
  /** The frames that the client has sent, parsed. */
  readonly sent: Frame[] = [];
  /** The code with which the client has closed it. */
  closedWith: number | undefined;
  bufferedAmount = 0;
  #unread = 0;

  constructor(url: string, protocols: string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(code?: number): void {
    this.closedWith = code ?? 1005;
  }

  /** The oldest frame that the test has not taken yet. */
  take(): Frame {
    const frame = this.sent[this.#unread++];
    if (!frame) throw new Error(`The client has sent only ${this.sent.length} frames.`);
    return frame;
  }

  get untaken(): Frame[] {
    return this.sent.slice(this.#unread);
  }

  open(): void {
    this.onopen?.();
  }

  /** A frame of the server arrives; a string as it is. */
  receive(frame: unknown): void {
    this.onmessage?.({ data: typeof frame === 'string' ? frame : JSON.stringify(frame) });
  }

  /** The other end is gone. */
  drop(code = 1006, reason = ''): void {
    this.onerror?.();
    this.onclose?.({ code, reason });
  }
}

/** A request as the tests look at it. */
export type Frame = {
  readonly id: number;
  readonly connect?: { readonly token?: string; readonly subscribe?: readonly Subscribe[] };
  readonly subscribe?: Subscribe;
  readonly unsubscribe?: { readonly channel: string };
  readonly publish?: { readonly channel: string; readonly data: unknown; readonly key?: string };
  readonly history?: { readonly channel: string; readonly limit?: number };
  readonly presence?: { readonly channel: string };
  readonly refresh?: { readonly token: string };
  readonly ping?: object;
};

export type Subscribe = {
  readonly channel: string;
  readonly since?: { readonly epoch: string; readonly offset: number };
  readonly rewind?: number;
  readonly presence?: boolean;
};
