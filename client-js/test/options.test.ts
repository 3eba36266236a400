import { describe, expect, it, vi } from 'vitest';
import { type Options, settings } from '../src/options.js';
import { systemClock } from '../src/timer.js';
import { FakeSocket } from './support/fake-socket.js';

describe('the options', () => {
  it('have these defaults', () => {
    expect(settings('wss://h/ws', { token: 't', WebSocket: FakeSocket })).toEqual({
      url: 'wss://h/ws',
      token: 't',
      autoConnect: true,
      requestTimeout: 10_000,
      connectTimeout: 10_000,
      backoff: { min: 500, max: 20_000, stableAfter: 5_000 },
      outbox: { messages: 256, bytes: 1_048_576, age: 60_000 },
      heartbeatGrace: 5_000,
      lostAfter: 3_000,
      WebSocket: FakeSocket,
      random: Math.random,
      clock: systemClock,
    });
  });

  it('are all taken', () => {
    const options: Required<Options> = {
      token: 't',
      autoConnect: false,
      requestTimeout: 1,
      connectTimeout: 2,
      backoff: { min: 3, max: 4, stableAfter: 5 },
      outbox: { messages: 6, bytes: 7, age: 8 },
      heartbeatGrace: 9,
      lostAfter: 10,
      signal: new AbortController().signal,
      WebSocket: FakeSocket,
      random: () => 0,
      clock: { ...systemClock },
    };

    expect(settings('wss://h/ws', options)).toEqual({ url: 'wss://h/ws', ...options });
  });

  it('need a WebSocket', () => {
    vi.stubGlobal('WebSocket', undefined);

    expect(() => settings('wss://h/ws', { token: 't' })).toThrow('options.WebSocket');
    vi.unstubAllGlobals();
  });

  it('need an address that can be read', () => {
    expect(() => settings('not an address', { token: 't', WebSocket: FakeSocket })).toThrow(
      TypeError,
    );
  });
});
