import { describe, expect, it } from 'vitest';
import { listRooms, roomOf } from './room-names.js';

describe('the room of an address', () => {
  it('is the hash, then the parameter, then the lobby', () => {
    const of = (rest: string) => roomOf(new URL(`http://host/${rest}`));
    expect(of('?room=random#engineering')).toBe('engineering');
    expect(of('?room=Random')).toBe('random');
    expect(of('')).toBe('lobby');
  });

  it('is always a plain name', () => {
    const of = (hash: string) => roomOf(new URL(`http://host/#${hash}`));
    expect(of('%3Cimg%20src=x%20onerror=alert(1)%3E')).toBe('img-src-x-onerror-alert-1');
    expect(of('%E0%A4%A')).toBe('e0-a4-a');
  });
});

describe('the list of rooms', () => {
  const names = (stored: string | null, current: string) =>
    listRooms(stored, current).map((room) => room.name);

  it('ends with the rooms that this browser has opened, each once', () => {
    expect(names('["tea","lobby"]', 'tea')).toEqual(['lobby', 'random', 'engineering', 'tea']);
    expect(names('["tea"]', 'music').slice(3)).toEqual(['tea', 'music']);
  });

  it('survives what it did not store', () => {
    expect(names('{', 'lobby')).toHaveLength(3);
    expect(names('{"a":1}', 'lobby')).toHaveLength(3);
    expect(names('[1,"<b>"]', 'lobby').slice(3)).toEqual(['b']);
  });
});
