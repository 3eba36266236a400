import { byId, h, setText } from '../shared/dom.js';
import type { Identity } from '../shared/identity.js';
import { avatar } from './message-view.js';
import type { Person } from './people.js';
import type { RoomInfo } from './room-names.js';

const roomList = byId('room-list', HTMLUListElement);
const peopleList = byId('people-list', HTMLUListElement);
const peopleCount = byId('people-count', HTMLSpanElement);
const openPeople = byId('open-people', HTMLButtonElement);
const me = byId('me', HTMLButtonElement);

let drawnPeople = '';

/** Draws the list of rooms. */
export function drawRooms(rooms: readonly RoomInfo[], current: string): void {
  const items = rooms.map(({ name }) => {
    const link = h('a', { href: `#${name}` }, h('span', { 'aria-hidden': 'true' }, '#'), name);
    if (name === current) link.setAttribute('aria-current', 'true');
    return h('li', {}, link);
  });
  roomList.replaceChildren(...items);
}

/** Draws who is here; does nothing while that is who was here before. */
export function drawPeople(people: readonly Person[], self: string): void {
  const drawing = JSON.stringify(people);
  if (drawing === drawnPeople) return;
  drawnPeople = drawing;
  peopleList.replaceChildren(...people.map((person) => personItem(person, self)));
  setText(peopleCount, String(people.length));
  openPeople.setAttribute('aria-label', `People here: ${people.length}`);
}

/** Draws the button with the reader's own name. */
export function drawMe({ user, name }: Identity): void {
  me.replaceChildren(avatar(user, name), h('span', { class: 'me-name' }, name));
  me.setAttribute('aria-label', `You are ${name}. Change your name`);
}

function personItem(person: Person, self: string): HTMLElement {
  const notes = [person.user === self ? 'you' : '', person.tabs > 1 ? `${person.tabs} tabs` : ''];
  const note = notes.filter(Boolean).join(', ');
  return h(
    'li',
    { title: person.user },
    avatar(person.user, person.name),
    h('span', { class: 'person-name' }, person.name),
    ...(note ? [h('span', { class: 'person-note' }, note)] : []),
  );
}
