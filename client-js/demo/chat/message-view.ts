import { h, mark, setText } from '../shared/dom.js';
import { exactTime, relativeTime } from '../shared/format.js';
import { splitLinks } from './links.js';
import { hueOf, initials } from './people.js';
import type { Row } from './rows.js';

export type MessageRow = Extract<Row, { kind: 'message' }>;

export type MessageActions = {
  readonly self: string;
  readonly retry: (row: MessageRow) => void;
  readonly discard: (row: MessageRow) => void;
};

/** A round badge with a person's letters in their own hue. */
export function avatar(user: string, name: string): HTMLElement {
  const badge = h('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(name));
  badge.style.setProperty('--hue', String(hueOf(user)));
  return badge;
}

/** One message in the list. The text is fixed; grouping, time and delivery change. */
export class MessageView {
  readonly element: HTMLLIElement;
  readonly #time = h('time');
  readonly #state = h('span', { class: 'state' });
  readonly #actions = h('span', { class: 'retry', hidden: true });
  readonly #mine: boolean;
  #row: MessageRow;

  constructor(row: MessageRow, actions: MessageActions) {
    const { entry } = row;
    this.#row = row;
    this.#mine = entry.user === actions.self;
    const bubble = h('div', { class: 'bubble' }, ...linked(entry.text));
    this.element = h(
      'li',
      { class: 'message' },
      avatar(entry.user ?? entry.name, entry.name),
      h(
        'div',
        { class: 'said' },
        h('span', { class: 'author', title: entry.user ?? 'a back end' }, entry.name),
        bubble,
        h('div', { class: 'meta' }, this.#time, this.#state, this.#actions),
      ),
    );
    this.element.classList.toggle('mine', this.#mine);
    const retry = h('button', { type: 'button', class: 'link' }, 'Try again');
    const discard = h('button', { type: 'button', class: 'link' }, 'Discard');
    retry.addEventListener('click', () => actions.retry(this.#row));
    discard.addEventListener('click', () => actions.discard(this.#row));
    this.#actions.append(retry, discard);
    bubble.title = exactTime(entry.at);
  }

  update(row: MessageRow, now: number): void {
    this.#row = row;
    const { entry } = row;
    const { classList } = this.element;
    classList.toggle('first', row.first);
    classList.toggle('last', row.last || entry.delivery !== 'sent');
    mark(this.element, 'delivery', entry.delivery);
    this.#time.dateTime = new Date(entry.at).toISOString();
    this.#time.title = exactTime(entry.at);
    setText(this.#time, relativeTime(entry.at, now));
    setText(this.#state, this.#mine ? this.#words() : '');
    this.#actions.hidden = entry.delivery !== 'failed';
  }

  #words(): string {
    const { delivery, error } = this.#row.entry;
    if (delivery === 'sending') return 'Sending…';
    if (delivery === 'sent') return 'Sent';
    return `Not sent: ${error ?? 'the server refused it'}`;
  }
}

function linked(text: string): (Node | string)[] {
  return splitLinks(text).map((piece) => {
    if (piece.href === undefined) return piece.text;
    return h('a', { href: piece.href, target: '_blank', rel: 'noopener noreferrer' }, piece.text);
  });
}
