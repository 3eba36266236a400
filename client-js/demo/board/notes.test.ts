import { describe, expect, it } from 'vitest';
import { type Change, freePlace, Notes, readChange } from './notes.js';

const note = { x: 0.5, y: 0.5, text: 'a', hue: 90 };
const change = (key: string, id: string, text: string | null = 'a'): Change => ({
  key,
  id,
  note: text === null ? null : { ...note, text },
});
const texts = (notes: Notes) => notes.all.map(({ text }) => text);

describe('the notes', () => {
  it('lie on each other in the order of their last change', () => {
    const notes = new Notes();
    for (const id of ['1', '2', '3']) notes.apply(change(`k${id}`, id, id));
    notes.apply(change('k4', '1', '1 again'));

    expect(texts(notes)).toEqual(['2', '3', '1 again']);
  });

  it('show at once what the page has changed', () => {
    const notes = new Notes();
    notes.apply(change('k1', '1', 'old'));
    notes.expect(change('mine', '1', 'new'));
    notes.expect(change('gone', '2', null));

    expect([texts(notes), notes.waiting]).toEqual([['new'], 2]);
  });

  it('let the order of the channel decide', () => {
    const notes = new Notes();
    notes.expect(change('mine', '1', 'mine'));
    notes.apply(change('theirs', '1', 'theirs'));
    expect(texts(notes)).toEqual(['mine']);
    notes.apply(change('mine', '1', 'mine'));
    notes.apply(change('theirs-2', '1', 'theirs, later'));

    expect([texts(notes), notes.waiting]).toEqual([['theirs, later'], 0]);
  });

  it('go back to what is true when a change was refused', () => {
    const notes = new Notes();
    notes.apply(change('k1', '1', 'true'));
    const refused = change('mine', '1', null);
    notes.expect(refused);
    notes.drop(refused);

    expect(texts(notes)).toEqual(['true']);
  });

  it('keep what waits when the server has forgotten the rest', () => {
    const notes = new Notes();
    notes.apply(change('k1', '1', 'forgotten'));
    notes.expect(change('mine', '2', 'waits'));
    notes.clear();

    expect(texts(notes)).toEqual(['waits']);
  });
});

it('a new note is put where the others are not', () => {
  const places = [0.1, 0.1, 0.9, 0.9, 0.2, 0.2];
  let at = 0;
  const random = () => places[at++ % places.length] ?? 0;

  const old = { id: '1', x: 0.1, y: 0.1, text: '', hue: 0 };
  expect(freePlace([old], random)).toEqual({ x: 0.9, y: 0.9 });
});

describe('a change from the wire', () => {
  it.each([
    null,
    7,
    { key: 'k', id: 1, note: null },
    { key: 'k', id: '1' },
    { key: 'k', id: '1', note: { ...note, x: 'left' } },
    { key: 'k', id: '1', note: { ...note, hue: null } },
  ])('is none: %j', (data) => {
    expect(readChange(data)).toBeUndefined();
  });

  it('stays on the board and within its length', () => {
    const data = { key: 'k', id: '1', note: { ...note, x: 7, y: -1, text: 'x'.repeat(999) } };
    const read = readChange(data)?.note;

    expect([read?.x, read?.y, read?.text.length]).toEqual([1, 0, 280]);
  });
});
