import { describe, expect, it } from 'vitest';
import { hueOf, initials, peopleOf } from './people.js';

describe('people', () => {
  it('are counted by user, not by session, with the reader first', () => {
    const members = [
      { session: 's1', user: 'cy-1', info: { name: 'Cy' } },
      { session: 's2', user: 'ann-1', info: { name: 'Ann' } },
      { session: 's3', user: 'cy-1', info: { name: 'Cy' } },
      { session: 's4', user: 'me-1' },
    ];
    expect(peopleOf(members, 'me-1')).toEqual([
      { user: 'me-1', name: 'me-1', tabs: 1 },
      { user: 'ann-1', name: 'Ann', tabs: 1 },
      { user: 'cy-1', name: 'Cy', tabs: 2 },
    ]);
  });

  it('ignore a name that is not a text', () => {
    const members = [{ session: 's', user: 'eve', info: { name: { toString: 'x' } } }];
    expect(peopleOf(members, 'me')).toEqual([{ user: 'eve', name: 'eve', tabs: 1 }]);
  });
});

describe('avatars', () => {
  it('have letters for every name', () => {
    expect(['Ann', 'ann b. lee', '  ', '🌊 wave'].map(initials)).toEqual(['A', 'AL', '?', '🌊W']);
  });

  it('keep their hue', () => {
    expect(hueOf('ann-1')).toBe(hueOf('ann-1'));
    expect(hueOf('ann-1')).not.toBe(hueOf('ben-1'));
  });
});
