import type { Tidewire } from 'tidewire';
import { describe, type Notice } from './connection.js';
import { byId, h, mark, setText } from './dom.js';

const farewell = 2_500;

/** What the banner needs of a client, whatever its channels are. */
type Connection = Pick<Tidewire, 'state' | 'lost' | 'on' | 'connect' | 'disconnect'>;

/**
 * The connection as the reader sees it: the status in the header, the banner below it, and the
 * button that cuts the connection.
 */
export class Banner {
  readonly #client: Connection;
  readonly #bar = byId('banner', HTMLDivElement);
  readonly #text = byId('banner-text', HTMLSpanElement);
  readonly #countdown = byId('banner-countdown', HTMLSpanElement);
  readonly #action = byId('banner-action', HTMLButtonElement);
  readonly #status = byId('status', HTMLSpanElement);
  readonly #label = byId('status-label', HTMLSpanElement);
  readonly #cutButton = byId('cut', HTMLButtonElement);
  #cut = false;
  #shown = false;
  #ticker: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Connection) {
    this.#client = client;
    client.on('state', () => this.#draw());
    client.on('lost', () => this.#draw());
    this.#cutButton.addEventListener('click', () => this.#toggle());
    this.#action.addEventListener('click', () => this.#act());
    this.#draw();
  }

  #toggle(): void {
    this.#cut = !this.#cut;
    if (this.#cut) this.#client.disconnect();
    else this.#client.connect();
    this.#draw();
  }

  #act(): void {
    if (this.#client.state.name === 'closed') location.reload();
    else this.#client.connect();
    this.#cutButton.focus();
  }

  #draw(): void {
    clearTimeout(this.#ticker);
    const now = Date.now();
    const notice = describe(this.#client.state, this.#cut, now);
    mark(this.#status, 'tone', notice.tone);
    setText(this.#label, notice.label);
    mark(document.body, 'link', notice.tone);
    this.#cutButton.classList.toggle('primary', this.#cut);
    this.#name(this.#cut ? ['Reconnect', ''] : ['Cut', ' connection']);
    if (notice.text === undefined) this.#calm();
    else this.#trouble(notice);
  }

  /** The second part is not shown on a phone. */
  #name([short, rest]: readonly [string, string]): void {
    if (this.#cutButton.textContent === short + rest) return;
    this.#cutButton.replaceChildren(short, h('span', { class: 'wide' }, rest));
  }

  #trouble(notice: Notice): void {
    if (notice.tone === 'wait' && !this.#client.lost) return; // a blip, so far
    this.#show(notice.tone, notice.text ?? '', notice.countdown ?? '');
    this.#action.hidden = notice.action === undefined;
    setText(this.#action, notice.action ?? '');
    if (notice.countdown !== undefined) this.#ticker = setTimeout(() => this.#draw(), 500);
  }

  #calm(): void {
    if (!this.#shown) return;
    this.#show('calm', 'Back online.', '');
    this.#action.hidden = true;
    this.#ticker = setTimeout(() => this.#hide(), farewell);
  }

  #show(tone: Notice['tone'], text: string, countdown: string): void {
    this.#shown = true;
    mark(this.#bar, 'tone', tone);
    mark(this.#bar, 'open', 'true');
    setText(this.#text, text);
    setText(this.#countdown, countdown);
  }

  #hide(): void {
    this.#shown = false;
    mark(this.#bar, 'open', 'false');
  }
}
