/** What tabs say to each other. A socket is named by the tab that opened it. */
export type Word =
  /** Who leads? */
  | { readonly type: 'hello' }
  /** I lead. `handedOver`: the one before me is still there, and its sockets work for a while. */
  | { readonly type: 'leader'; readonly visible: boolean; readonly handedOver: boolean }
  /** From a tab to its leader, about one of its sockets. */
  | { readonly type: 'open'; readonly socket: string }
  | { readonly type: 'frame'; readonly socket: string; readonly text: string }
  | { readonly type: 'close'; readonly socket: string }
  /** From the leader. */
  | { readonly type: 'opened'; readonly socket: string }
  | { readonly type: 'push'; readonly socket: string; readonly text: string }
  | {
      readonly type: 'closed';
      readonly socket: string;
      readonly code: number;
      readonly reason: string;
    };

type Envelope = { readonly from: string; readonly to: string | undefined; readonly word: Word };

/** The part of a BroadcastChannel that is used. */
export type Broadcast = {
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown): void;
  close(): void;
};

/** The tabs of one origin that share a connection. A tab also reaches itself, which makes it equal. */
export class Bus {
  readonly id: string;
  readonly #broadcast: Broadcast;
  readonly #heard: (from: string, word: Word) => void;
  #over = false;

  constructor(id: string, broadcast: Broadcast, heard: (from: string, word: Word) => void) {
    this.id = id;
    this.#broadcast = broadcast;
    this.#heard = heard;
    broadcast.onmessage = ({ data }) => this.#receive(data as Envelope);
  }

  /** To one tab, or to all of them and to itself. */
  say(word: Word, to?: string): void {
    if (this.#over) return;
    const envelope: Envelope = { from: this.id, to, word };
    if (to !== this.id) this.#broadcast.postMessage(envelope);
    if (to === undefined || to === this.id) queueMicrotask(() => this.#receive(envelope));
  }

  close(): void {
    this.#over = true;
    this.#broadcast.onmessage = null;
    this.#broadcast.close();
  }

  #receive({ from, to, word }: Envelope): void {
    if (!this.#over && (to === undefined || to === this.id)) this.#heard(from, word);
  }
}
