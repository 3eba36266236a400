import { byId, h, mark, setText } from '../shared/dom.js';
import { count } from '../shared/format.js';
import { type MessageActions, MessageView } from './message-view.js';
import type { Room } from './room.js';
import { layOut, type Row } from './rows.js';

/** Closer to an edge than this many pixels counts as being there. */
const nearEdge = 60;

type View = { readonly element: HTMLElement; update(row: Row, now: number): void };

/** The scrolling list of messages. Follows the newest one while the reader is at the bottom. */
export class TimelineView {
  readonly #scroller = byId('scroller', HTMLElement);
  readonly #list = byId('messages', HTMLOListElement);
  readonly #earlier = byId('earlier', HTMLButtonElement);
  readonly #beginning = byId('beginning', HTMLParagraphElement);
  readonly #empty = byId('empty', HTMLDivElement);
  readonly #jump = byId('jump', HTMLButtonElement);
  readonly #actions: MessageActions;
  #room: Room | undefined;
  #views = new Map<string, View>();
  #atBottom = true;
  #below = 0;
  #lastKey: string | undefined;

  constructor(actions: MessageActions) {
    this.#actions = actions;
    this.#scroller.tabIndex = 0; // arrow keys scroll it in every browser
    this.#scroller.addEventListener('scroll', () => this.#onScroll(), { passive: true });
    this.#earlier.addEventListener('click', () => void this.#room?.loadEarlier());
    this.#jump.addEventListener('click', () => this.toBottom());
    new ResizeObserver(() => this.#follow()).observe(this.#scroller);
  }

  /** Turns to another room, at its newest message. */
  show(room: Room): void {
    this.#room = room;
    this.#views = new Map();
    this.#list.replaceChildren();
    this.#atBottom = true;
    this.#below = 0;
    this.#lastKey = undefined;
  }

  toBottom(): void {
    this.#atBottom = true;
    this.#below = 0;
    this.#follow();
  }

  draw(now: number): void {
    const room = this.#room;
    if (!room) return;
    const { entries, more } = room.timeline;
    const anchor = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    const firstKey = this.#list.firstElementChild?.getAttribute('data-key');
    this.#patch(layOut(entries, room.away, now), now);
    this.#countBelow(room);
    this.#earlier.hidden = !more || entries.length === 0;
    this.#earlier.disabled = room.loading;
    this.#beginning.hidden = more || entries.length === 0;
    this.#empty.hidden = entries.length > 0 || more || !room.joined;
    this.#list.ariaBusy = String(room.loading || !room.joined);
    const grewAbove = firstKey !== this.#list.firstElementChild?.getAttribute('data-key');
    if (!this.#atBottom && grewAbove) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight - anchor;
    }
    this.#follow();
  }

  #patch(rows: readonly Row[], now: number): void {
    const next = new Map<string, View>();
    let place = this.#list.firstElementChild;
    for (const row of rows) {
      const view = this.#views.get(row.key) ?? this.#create(row);
      view.update(row, now);
      next.set(row.key, view);
      if (view.element === place) place = place.nextElementSibling;
      else this.#list.insertBefore(view.element, place);
    }
    for (const [key, view] of this.#views) if (!next.has(key)) view.element.remove();
    this.#views = next;
  }

  #create(row: Row): View {
    const view = row.kind === 'message' ? messageView(row, this.#actions) : dividerView(row);
    mark(view.element, 'key', row.key);
    return view;
  }

  #countBelow(room: Room): void {
    const latest = room.timeline.latest;
    if (latest && latest.key !== this.#lastKey) {
      if (this.#lastKey !== undefined && !this.#atBottom) this.#below++;
      this.#lastKey = latest.key;
    }
    this.#jump.hidden = this.#atBottom;
    setText(this.#jump, this.#below > 0 ? `↓ ${count(this.#below, 'new message')}` : '↓ Newest');
  }

  #onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#atBottom = scrollHeight - scrollTop - clientHeight < nearEdge;
    if (this.#atBottom) this.#below = 0;
    this.#jump.hidden = this.#atBottom;
    const room = this.#room;
    if (scrollTop < nearEdge && scrollHeight > clientHeight && !room?.problem) {
      void room?.loadEarlier();
    }
  }

  #follow(): void {
    if (this.#atBottom) this.#scroller.scrollTop = this.#scroller.scrollHeight;
  }
}

function messageView(row: Extract<Row, { kind: 'message' }>, actions: MessageActions): View {
  const view = new MessageView(row, actions);
  return {
    element: view.element,
    update: (next, now) => {
      if (next.kind === 'message') view.update(next, now);
    },
  };
}

function dividerView(row: Row): View {
  const label = h('span');
  const element = h('li', { class: `divider ${row.kind}` }, label);
  return { element, update: (next) => setText(label, wordsOf(next)) };
}

function wordsOf(row: Row): string {
  if (row.kind === 'day') return row.label;
  if (row.kind === 'unread') return `${row.count} new while you were away`;
  return 'Some messages may be missing here';
}
