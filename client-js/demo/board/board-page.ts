import type { Tidewire } from 'tidewire';
import { hueOf, initials, peopleOf } from '../chat/people.js';
import { byId, coalesce, h, setText } from '../shared/dom.js';
import { count } from '../shared/format.js';
import { type Identity, suggestName } from '../shared/identity.js';
import { Board, type BoardChannels } from './board.js';
import { CursorView, NoteView } from './note-view.js';
import { freePlace } from './notes.js';

/** How often old pointers are taken away. */
const timeStep = 2_000;

/** The whole page: the board, who is at it, and what stands around it. */
export class BoardPage {
  readonly #board: Board;
  readonly #identity: Identity;
  readonly #ground = byId('board', HTMLElement);
  readonly #notes = new Map<string, NoteView>();
  readonly #cursors = new Map<string, CursorView>();
  readonly #redraw = coalesce(() => this.#draw());

  constructor(client: Tidewire<BoardChannels>, identity: Identity, name: string) {
    this.#identity = identity;
    this.#board = new Board(client, identity, name, () => this.#redraw());
    const other = new URL(location.href);
    other.searchParams.set('name', suggestName(Math.random));
    byId('second', HTMLAnchorElement).href = other.href;
    byId('add', HTMLButtonElement).addEventListener('click', () => this.#add());
    this.#ground.addEventListener('pointermove', (event) => this.#point(event));
    this.#ground.addEventListener('dblclick', (event) => {
      if (event.target === this.#ground) this.#addAt(this.#placeOf(event));
    });
    setInterval(this.#redraw, timeStep);
    this.#redraw();
  }

  #add(): void {
    this.#addAt(freePlace(this.#board.notes.all, Math.random));
  }

  #addAt({ x, y }: { x: number; y: number }): void {
    const hue = hueOf(this.#identity.user);
    const id = this.#board.add({ x, y, text: '', hue });
    this.#draw();
    this.#notes.get(id)?.write();
  }

  #point(event: PointerEvent): void {
    const { x, y } = this.#placeOf(event);
    this.#board.point(x, y);
  }

  #placeOf({ clientX, clientY }: MouseEvent): { x: number; y: number } {
    const box = this.#ground.getBoundingClientRect();
    return { x: (clientX - box.left) / box.width, y: (clientY - box.top) / box.height };
  }

  #draw(): void {
    const now = Date.now();
    this.#drawNotes(now);
    this.#drawCursors(now);
    this.#drawPeople();
    const { notes, problem } = this.#board;
    const waiting = notes.waiting > 0 ? ` · ${count(notes.waiting, 'change')} on the way` : '';
    setText(byId('facts', HTMLElement), `${count(notes.all.length, 'note')}${waiting}`);
    byId('hint', HTMLElement).hidden = notes.all.length > 0;
    const notice = byId('notice', HTMLElement);
    notice.hidden = problem === undefined;
    setText(notice, problem ?? '');
  }

  #drawNotes(now: number): void {
    const { notes, cursors } = this.#board;
    const shown = new Set<string>();
    notes.all.forEach((note, layer) => {
      shown.add(note.id);
      const view = this.#notes.get(note.id) ?? this.#newNote(note.id);
      view.draw(note, cursors.dragged(note.id, now));
      view.element.style.zIndex = `${layer + 1}`; // moving the element would take its focus away
    });
    for (const [id, view] of this.#notes) {
      if (shown.has(id)) continue;
      view.element.remove();
      this.#notes.delete(id);
    }
  }

  #newNote(id: string): NoteView {
    const view = new NoteView(id, this.#ground, {
      dragged: (_, x, y) => this.#board.drag({ id, x, y }),
      placed: (_, x, y) => {
        this.#board.drag(undefined);
        this.#board.change(id, { x, y });
      },
      written: (_, text) => this.#board.change(id, { text }),
      removed: () => this.#board.remove(id),
    });
    this.#notes.set(id, view);
    this.#ground.append(view.element);
    return view;
  }

  #drawCursors(now: number): void {
    const cursors = this.#board.cursors.all(now);
    const shown = new Set(cursors.map(({ tab }) => tab));
    for (const cursor of cursors) {
      const view = this.#cursors.get(cursor.tab) ?? new CursorView();
      if (!this.#cursors.has(cursor.tab)) this.#ground.append(view.element);
      this.#cursors.set(cursor.tab, view);
      view.draw(cursor, hueOf(cursor.user));
    }
    for (const [tab, view] of this.#cursors) {
      if (shown.has(tab)) continue;
      view.element.remove();
      this.#cursors.delete(tab);
    }
  }

  #drawPeople(): void {
    const people = peopleOf(this.#board.members, this.#identity.user);
    const list = byId('people', HTMLUListElement);
    const drawn = people.map(({ user, name }) => `${user} ${name}`).join('\n');
    if (list.dataset['drawn'] === drawn) return;
    list.dataset['drawn'] = drawn;
    list.replaceChildren(
      ...people.map(({ user, name }) => {
        const item = h('li', { title: name, class: 'face' }, initials(name));
        item.append(h('span', { class: 'unseen' }, ` ${name}`));
        item.style.setProperty('--hue', `${hueOf(user)}`);
        return item;
      }),
    );
  }
}
