import { byId, mark } from '../shared/dom.js';
import { maxTextLength } from './content.js';

type Listeners = { readonly send: (text: string) => void; readonly typed: () => void };

const maxHeight = 160;

/** The message box: Enter sends, Shift+Enter begins a line. */
export class Composer {
  readonly #form = byId('composer', HTMLFormElement);
  readonly #text = byId('text', HTMLTextAreaElement);
  readonly #send = byId('send', HTMLButtonElement);
  readonly #listeners: Listeners;

  constructor(listeners: Listeners) {
    this.#listeners = listeners;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener('input', () => {
      this.#fit();
      if (this.#text.value.trim() !== '') this.#listeners.typed();
    });
    this.#fit();
  }

  focus(): void {
    this.#text.focus({ preventScroll: true });
  }

  set placeholder(text: string) {
    this.#text.placeholder = text;
  }

  #submit(): void {
    const text = this.#text.value.trim().slice(0, maxTextLength);
    if (text === '') return;
    this.#text.value = '';
    this.#fit();
    this.#listeners.send(text);
    this.#text.focus({ preventScroll: true });
  }

  #fit(): void {
    mark(this.#send, 'ready', String(this.#text.value.trim() !== ''));
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(maxHeight, this.#text.scrollHeight)}px`;
  }
}
