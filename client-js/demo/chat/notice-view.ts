import { byId, setText } from '../shared/dom.js';
import type { Room } from './room.js';

/** The line above the messages that says what went wrong, and what can be done. */
export class NoticeView {
  readonly #bar = byId('notice', HTMLDivElement);
  readonly #text = byId('notice-text', HTMLSpanElement);
  readonly #action = byId('notice-action', HTMLButtonElement);
  #room: Room | undefined;

  constructor() {
    this.#action.addEventListener('click', () => void this.#room?.reload());
  }

  draw(room: Room): void {
    this.#room = room;
    const { problem } = room;
    this.#bar.hidden = problem === undefined;
    setText(this.#text, problem?.text ?? '');
    this.#action.hidden = problem?.kind === 'refused';
    this.#action.disabled = room.loading;
  }
}
