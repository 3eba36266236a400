import { expect, it, describe as suite } from 'vitest';
import { describe } from './connection.js';

suite('the words for a connection', () => {
  it('says nothing while all is well', () => {
    const connected = { name: 'connected', session: 's', user: 'u', node: 'n' } as const;
    expect(describe(connected, false, 0)).toEqual({ tone: 'calm', label: 'Connected' });
  });

  it('counts down to the next attempt and never below zero', () => {
    const waiting = {
      name: 'waiting',
      attempt: 2,
      retryAt: 10_000,
      code: 1006,
      reason: '',
    } as const;
    expect(describe(waiting, false, 7_400).countdown).toBe('Next attempt in 3 s');
    expect(describe(waiting, false, 12_000).countdown).toBe('Trying…');
    expect(describe(waiting, false, 7_400).action).toBe('Try now');
  });

  it('tells the reader who cut the connection, whatever the client is doing', () => {
    for (const state of [{ name: 'idle' }, { name: 'connecting', attempt: 1 }] as const) {
      expect(describe(state, true, 0)).toMatchObject({ tone: 'cut', label: 'Cut' });
    }
  });

  it('names the reason of an end', () => {
    const closed = { name: 'closed', code: 4501, reason: 'token_invalid' } as const;
    expect(describe(closed, false, 0).text).toContain('token_invalid');
  });
});
