import { h, setText } from '../shared/dom.js';
import { maxText, type Note, within } from './notes.js';

export type NoteEvents = {
  /** It is being dragged: not yet a change. */
  dragged(id: string, x: number, y: number): void;
  placed(id: string, x: number, y: number): void;
  written(id: string, text: string): void;
  removed(id: string): void;
};

/** How far an arrow key moves a note. */
const step = 0.02;

/** One note on the page: to be dragged, moved with the arrow keys, written on and taken away. */
export class NoteView {
  readonly element: HTMLElement;
  readonly #id: string;
  readonly #board: HTMLElement;
  readonly #events: NoteEvents;
  readonly #text: HTMLTextAreaElement;
  #at = { x: 0, y: 0 };
  #held: { readonly dx: number; readonly dy: number } | undefined;

  constructor(id: string, board: HTMLElement, events: NoteEvents) {
    this.#id = id;
    this.#board = board;
    this.#events = events;
    this.#text = h('textarea', { 'aria-label': 'Text of the note', maxlength: `${maxText}` });
    const remove = h(
      'button',
      { type: 'button', class: 'note-remove', 'aria-label': 'Remove note' },
      '×',
    );
    const grip = h('button', {
      type: 'button',
      class: 'note-grip',
      'aria-label': 'Move note: drag, or use the arrow keys',
    });
    this.element = h('article', { class: 'note' }, grip, remove, this.#text);
    remove.addEventListener('click', () => events.removed(id));
    this.#text.addEventListener('change', () => events.written(id, this.#text.value));
    this.#text.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' || (event.key === 'Enter' && !event.shiftKey)) this.#text.blur();
    });
    grip.addEventListener('keydown', (event) => this.#onKey(event));
    grip.addEventListener('pointerdown', (event) => this.#grab(event, grip));
    grip.addEventListener('pointermove', (event) => this.#drag(event));
    grip.addEventListener('pointerup', (event) => this.#drop(event));
    grip.addEventListener('pointercancel', (event) => this.#drop(event));
  }

  get held(): boolean {
    return this.#held !== undefined;
  }

  draw({ x, y, text, hue }: Note, carried: { x: number; y: number } | undefined): void {
    if (!this.#held) this.#place(carried ?? { x, y });
    this.element.classList.toggle('carried', carried !== undefined);
    this.element.style.setProperty('--hue', `${hue}`);
    if (document.activeElement !== this.#text && this.#text.value !== text) this.#text.value = text;
  }

  write(): void {
    this.#text.focus();
  }

  #place(at: { x: number; y: number }): void {
    this.#at = at;
    this.element.style.setProperty('--x', `${at.x}`);
    this.element.style.setProperty('--y', `${at.y}`);
  }

  /** Where the note's corner may be, so that the note lies on the board. */
  #room(): { left: number; top: number; width: number; height: number } {
    const { left, top, width, height } = this.#board.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = this.element;
    return {
      left,
      top,
      width: Math.max(1, width - offsetWidth),
      height: Math.max(1, height - offsetHeight),
    };
  }

  #grab(event: PointerEvent, grip: HTMLElement): void {
    const room = this.#room();
    const dx = event.clientX - room.left - this.#at.x * room.width;
    const dy = event.clientY - room.top - this.#at.y * room.height;
    this.#held = { dx, dy };
    grip.setPointerCapture(event.pointerId);
    event.preventDefault();
    grip.focus();
  }

  #drag(event: PointerEvent): void {
    if (!this.#held) return;
    const room = this.#room();
    const x = within((event.clientX - room.left - this.#held.dx) / room.width);
    const y = within((event.clientY - room.top - this.#held.dy) / room.height);
    this.#place({ x, y });
    this.#events.dragged(this.#id, x, y);
  }

  #drop(event: PointerEvent): void {
    if (!this.#held) return;
    this.#drag(event);
    this.#held = undefined;
    this.#events.placed(this.#id, this.#at.x, this.#at.y);
  }

  #onKey(event: KeyboardEvent): void {
    const moves: Record<string, readonly [number, number]> = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    };
    const move = moves[event.key];
    if (event.key === 'Delete') this.#events.removed(this.#id);
    if (!move) return;
    event.preventDefault();
    this.#place({ x: within(this.#at.x + move[0]), y: within(this.#at.y + move[1]) });
    this.#events.placed(this.#id, this.#at.x, this.#at.y);
  }
}

/** The pointer of somebody else. */
export class CursorView {
  readonly element: HTMLElement;
  readonly #name = h('span', { class: 'cursor-name' });

  constructor() {
    const arrow = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    arrow.setAttribute('viewBox', '0 0 16 16');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', 'M1 1l5 13 2.2-5.3L14 6.5z');
    arrow.append(path);
    this.element = h('div', { class: 'cursor', 'aria-hidden': 'true' }, arrow, this.#name);
  }

  draw(at: { x: number; y: number; name: string }, hue: number): void {
    this.element.style.setProperty('--x', `${at.x}`);
    this.element.style.setProperty('--y', `${at.y}`);
    this.element.style.setProperty('--hue', `${hue}`);
    setText(this.#name, at.name);
  }
}
