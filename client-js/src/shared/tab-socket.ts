import type { WebSocketLike } from 'tidewire';
import type { Word } from './bus.js';

/** What a tab's socket needs of its tab. */
export type Tab = {
  /** The leading tab, once one is known. */
  readonly leader: string | undefined;
  say(word: Word, to: string): void;
  add(socket: TabSocket): void;
  remove(socket: TabSocket): void;
};

/** There is no close frame when a tab dies (RFC 6455 section 7.1.5). */
const ABNORMAL = 1006;

/** A WebSocket to the leading tab instead of the server. */
export class TabSocket implements WebSocketLike {
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: never) => void) | null = null;
  onerror: ((event: never) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  readonly bufferedAmount = 0;
  readonly id: string;
  readonly #tab: Tab;
  #leader: string | undefined;

  /** `id` is known to no other socket of any tab. */
  constructor(tab: Tab, id: string) {
    this.id = id;
    this.#tab = tab;
    tab.add(this);
    this.led(false);
  }

  /** There is a leader, perhaps another one than before. */
  led(handedOver: boolean): void {
    const { leader } = this.#tab;
    if (this.#leader === undefined && leader !== undefined) {
      this.#leader = leader;
      this.#say({ type: 'open', socket: this.id });
    } else if (this.#leader !== leader) {
      // the client knows how to connect to another node before it leaves this one
      if (handedOver) this.#receive('{"draining":{"reconnectIn":0}}');
      else this.#end(ABNORMAL, 'leader_gone');
    }
  }

  heard(from: string, word: Word): void {
    if (from !== this.#leader) return;
    if (word.type === 'opened') this.onopen?.({} as never);
    if (word.type === 'push') this.#receive(word.text);
    if (word.type === 'closed') this.#end(word.code, word.reason);
  }

  send(text: string): void {
    this.#say({ type: 'frame', socket: this.id, text });
  }

  close(): void {
    this.#tab.remove(this);
    this.#say({ type: 'close', socket: this.id });
  }

  #say(word: Word): void {
    if (this.#leader !== undefined) this.#tab.say(word, this.#leader);
  }

  #receive(data: string): void {
    this.onmessage?.({ data } as never);
  }

  #end(code: number, reason: string): void {
    this.#tab.remove(this);
    this.onclose?.({ code, reason } as never);
  }
}
