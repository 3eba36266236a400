import type { Tidewire } from 'tidewire';
import { byId, coalesce, setText } from '../shared/dom.js';
import { nameList } from '../shared/format.js';
import { type Identity, suggestName } from '../shared/identity.js';
import { Composer } from './composer.js';
import { onNewRoom } from './dialogs.js';
import { NoticeView } from './notice-view.js';
import { Panes } from './panes.js';
import { peopleOf } from './people.js';
import { Room } from './room.js';
import { listRooms, rememberRoom, roomOf, storedRooms } from './room-names.js';
import { drawMe, drawPeople, drawRooms } from './side-view.js';
import { TimelineView } from './timeline-view.js';

/** How often relative times are brought up to date, in milliseconds. */
const timeStep = 20_000;

/** The whole chat page: one room at a time, and what stands around it. */
export class ChatPage {
  readonly #client: Tidewire;
  readonly #identity: Identity;
  readonly #rooms = new Map<string, Room>();
  readonly #timeline: TimelineView;
  readonly #composer: Composer;
  readonly #panes = new Panes();
  readonly #notice = new NoticeView();
  readonly #typing = byId('typing', HTMLParagraphElement);
  readonly #redraw = coalesce(() => this.#draw());
  #room: Room | undefined;
  #typingTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: Tidewire, identity: Identity) {
    this.#client = client;
    this.#identity = identity;
    this.#timeline = new TimelineView({
      self: identity.user,
      retry: ({ entry }) => this.#room?.retry(this.#room.timeline.idOf(entry)),
      discard: ({ entry }) => this.#room?.discard(this.#room.timeline.idOf(entry)),
    });
    this.#composer = new Composer({
      send: (text) => {
        this.#room?.send(text);
        this.#timeline.toBottom();
      },
      typed: () => this.#room?.typed(),
    });
    drawMe(identity);
    onNewRoom(byId('new-room', HTMLButtonElement), (room) => {
      location.hash = room;
    });
    document.addEventListener('visibilitychange', () => this.#onVisibility());
    document.addEventListener('keydown', (event) => this.#onKey(event));
    setInterval(this.#redraw, timeStep);
  }

  /** Enters the room that the address names. */
  follow(url: URL): void {
    const name = roomOf(url);
    if (this.#room?.name === name) return;
    this.#room?.leave();
    this.#panes.close();
    rememberRoom(localStorage, name);
    const room = this.#enter(name);
    this.#room = room;
    this.#timeline.show(room);
    this.#drawHead(name);
    if (matchMedia('(pointer: fine)').matches) this.#composer.focus();
    this.#redraw();
  }

  #enter(name: string): Room {
    const known = this.#rooms.get(name);
    const room = known ?? new Room(this.#client, this.#identity, name, () => this.#onChange(name));
    this.#rooms.set(name, room);
    room.away.hidden = document.hidden;
    room.enter();
    return room;
  }

  #onChange(name: string): void {
    if (this.#room?.name !== name) return;
    this.#drawTitle();
    this.#redraw();
  }

  #onVisibility(): void {
    if (this.#room) this.#room.away.hidden = document.hidden;
    this.#drawTitle();
    this.#redraw();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.isComposing || document.querySelector('dialog[open]'))
      return;
    if (this.#panes.close()) return;
    this.#room?.away.clear();
    this.#timeline.toBottom();
    this.#composer.focus();
    this.#redraw();
  }

  #draw(): void {
    const room = this.#room;
    if (!room) return;
    const now = Date.now();
    this.#timeline.draw(now);
    this.#notice.draw(room);
    drawPeople(peopleOf(room.members.values(), this.#identity.user), this.#identity.user);
    this.#drawTyping(room, now);
  }

  #drawTyping(room: Room, now: number): void {
    const names = room.typing.names(now);
    const verb = names.length === 1 ? 'is' : 'are';
    setText(this.#typing, names.length > 0 ? `${nameList(names)} ${verb} typing…` : '');
    clearTimeout(this.#typingTimer);
    const expiry = room.typing.nextExpiry(now);
    if (expiry !== undefined) this.#typingTimer = setTimeout(this.#redraw, expiry - now);
  }

  #drawHead(name: string): void {
    const rooms = listRooms(storedRooms(localStorage), name);
    drawRooms(rooms, name);
    setText(byId('room-name', HTMLHeadingElement), `#${name}`);
    const topic = rooms.find((room) => room.name === name)?.topic ?? '';
    setText(byId('room-topic', HTMLParagraphElement), topic);
    this.#composer.placeholder = `Write to #${name}`;
    const other = new URL('/', location.href);
    other.searchParams.set('name', otherName(this.#identity.name));
    other.hash = name;
    byId('second', HTMLAnchorElement).href = other.href;
    this.#drawTitle();
  }

  #drawTitle(): void {
    const unread = document.hidden ? (this.#room?.away.count ?? 0) : 0;
    const prefix = unread > 0 ? `(${unread}) ` : '';
    document.title = `${prefix}#${this.#room?.name ?? 'lobby'} · Tidewire`;
  }
}

function otherName(name: string): string {
  const suggestion = suggestName(Math.random);
  return suggestion === name ? `${suggestion} II` : suggestion;
}
