import type { WebSocketLike } from 'tidewire';

/** What a server hears of a socket. */
export type TestSocketEvents = {
  arrived(socket: TestSocket): void;
  received(socket: TestSocket, frame: Record<string, unknown>): void;
  left(socket: TestSocket): void;
};

/**
 * A WebSocket without a network: each frame arrives in a microtask of its own, in order, and none
 * after the end.
 */
export class TestSocket implements WebSocketLike {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  readonly bufferedAmount = 0;
  readonly #events: TestSocketEvents;
  #over = false;

  constructor(events: TestSocketEvents) {
    this.#events = events;
    queueMicrotask(() => !this.#over && events.arrived(this));
  }

  /** The server accepts it. */
  accept(): void {
    this.#later(() => this.onopen?.({} as never));
  }

  /** The server sends a frame. */
  push(frame: object): void {
    const data = JSON.stringify(frame);
    this.#later(() => this.onmessage?.({ data } as never));
  }

  /** The server ends it, behind everything that it has sent. */
  end(code: number, reason: string): void {
    this.#later(() => this.cut(code, reason));
  }

  /** It breaks, and what is under way is lost. */
  cut(code = 1006, reason = ''): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.left(this);
    this.onclose?.({ code, reason } as never);
  }

  send(data: string): void {
    this.#later(() => this.#events.received(this, JSON.parse(data)));
  }

  close(): void {
    if (this.#over) return;
    this.#over = true;
    this.#events.left(this);
  }

  #later(action: () => void): void {
    queueMicrotask(() => !this.#over && action());
  }
}
