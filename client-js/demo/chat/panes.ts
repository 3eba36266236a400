import { byId, mark } from '../shared/dom.js';

const phone = matchMedia('(max-width: 760px)');

type Pane = { readonly pane: HTMLElement; readonly button: HTMLButtonElement };

/** On a phone the lists of rooms and people slide over the conversation, one at a time. */
export class Panes {
  readonly #panes: readonly Pane[] = [
    { pane: byId('rooms', HTMLElement), button: byId('open-rooms', HTMLButtonElement) },
    { pane: byId('people', HTMLElement), button: byId('open-people', HTMLButtonElement) },
  ];
  readonly #backdrop = byId('backdrop', HTMLDivElement);
  #open: Pane | undefined;

  constructor() {
    for (const entry of this.#panes) {
      entry.button.addEventListener('click', () => this.#show(entry));
    }
    this.#backdrop.addEventListener('click', () => this.close());
    phone.addEventListener('change', () => this.#draw());
    this.#draw();
  }

  /** Closes the open pane, if any, and gives the focus back. */
  close(): boolean {
    const open = this.#open;
    if (!open) return false;
    this.#open = undefined;
    this.#draw();
    open.button.focus();
    return true;
  }

  #show(entry: Pane): void {
    if (!phone.matches) return;
    this.#open = entry;
    this.#draw();
    entry.pane.querySelector<HTMLElement>('a, button')?.focus();
  }

  #draw(): void {
    if (!phone.matches) this.#open = undefined;
    for (const entry of this.#panes) {
      const open = entry === this.#open;
      mark(entry.pane, 'open', String(open));
      entry.pane.inert = phone.matches && !open;
      entry.button.setAttribute('aria-expanded', String(open));
    }
    this.#backdrop.hidden = this.#open === undefined;
  }
}
