import { describe, expect, it, vi } from 'vitest';
import { Bench } from './support/bench.js';
import { settled } from './support/virtual-clock.js';

/** With `random` at ½, a token of one hour is renewed after 0.8 × 0.95 of it. */
const RENEWAL = 3_600_000 * 0.8 * 0.95;

function inSeconds(bench: Bench, seconds: number): number {
  return bench.clock.now() / 1000 + seconds;
}

function numbered(): () => string {
  let count = 0;
  return () => `t-${++count}`;
}

describe('a token function', () => {
  it('refreshes the token in place after 80 % of its life', async () => {
    const bench = new Bench({ token: numbered() });
    await bench.connect({ heartbeat: 0 });

    await bench.clock.advance(RENEWAL - 1);
    expect(bench.socket.untaken).toEqual([]);
    await bench.clock.advance(1);

    expect(bench.socket.take()).toEqual({ id: 2, refresh: { token: 't-2' } });
    expect(bench.state.name).toBe('connected');
  });

  it('goes on refreshing by what the reply says', async () => {
    const bench = new Bench({ token: numbered() });
    await bench.connect({ heartbeat: 0 });
    await bench.clock.advance(RENEWAL);
    bench.reply(bench.socket.take(), { expires: inSeconds(bench, 100) });

    await bench.clock.advance(76_000);

    expect(bench.socket.take()).toMatchObject({ refresh: { token: 't-3' } });
  });

  it('is asked again, sooner, when it fails', async () => {
    const token = vi
      .fn(() => 't')
      .mockReturnValueOnce('t')
      .mockImplementationOnce(() => {
        throw new Error('503');
      });
    const bench = new Bench({ token });
    await bench.connect({ heartbeat: 0, expires: inSeconds(bench, 100) });
    await bench.clock.advance(76_000);
    expect(bench.socket.untaken).toEqual([]);

    await bench.clock.advance(24_000 * 0.76);

    expect(bench.socket.take()).toMatchObject({ refresh: { token: 't' } });
  });

  it('is asked again, sooner, when the server cannot refresh', async () => {
    const bench = new Bench({ token: numbered() });
    await bench.connect({ heartbeat: 0, expires: inSeconds(bench, 100) });
    await bench.clock.advance(76_000);
    bench.refuse(bench.socket.take(), 'unavailable', true);

    await bench.clock.advance(24_000 * 0.76);

    expect(bench.socket.take()).toMatchObject({ refresh: { token: 't-3' } });
  });

  it('is asked at most once a second for a token that is about to expire', async () => {
    const token = vi.fn(() => 'dying');
    const bench = new Bench({ token });
    const expires = inSeconds(bench, 10);
    await bench.connect({ heartbeat: 0, expires });
    for (let second = 0; second < 20; second++) {
      await bench.clock.advance(500);
      for (const frame of bench.socket.untaken) {
        bench.socket.take();
        bench.reply(frame, { expires });
      }
    }

    expect(token.mock.calls.length).toBeLessThan(6);
  });

  it('is not hammered when the clock of this machine is ahead', async () => {
    const token = vi.fn(() => 't');
    const bench = new Bench({ token });
    await bench.connect({ heartbeat: 0, expires: inSeconds(bench, -3600) });

    await bench.clock.advance(29_999);
    expect(token).toHaveBeenCalledTimes(1);
    await bench.clock.advance(1);

    expect(token).toHaveBeenCalledTimes(2);
  });

  it('of a token that lives for months does not overflow the timer', async () => {
    const token = vi.fn(() => 't');
    const bench = new Bench({ token });
    await bench.connect({ heartbeat: 0, expires: inSeconds(bench, 90 * 86_400) });

    await bench.clock.advance(2 ** 31 - 2);
    expect(token).toHaveBeenCalledTimes(1);
    await bench.clock.advance(1);

    expect(token).toHaveBeenCalledTimes(2);
  });

  it('ends the client when its new token is invalid', async () => {
    const bench = new Bench({ token: numbered() });
    await bench.connect({ heartbeat: 0 });
    await bench.clock.advance(RENEWAL);

    bench.refuse(bench.socket.take(), 'token_invalid');
    await settled();

    expect(bench.state).toEqual({ name: 'closed', code: 4501, reason: 'token_invalid' });
  });

  it('is asked for a new token when the kept one would soon expire', async () => {
    const bench = new Bench({ token: numbered() });
    await bench.connect({ heartbeat: 0 });
    bench.socket.drop();
    bench.clock.sleep(RENEWAL);

    const connect = await bench.reconnect();

    expect(connect.connect?.token).toBe('t-2');
  });

  it('that answers after the connection has gone changes nothing', async () => {
    let late: ((token: string) => void) | undefined;
    const token = vi.fn<() => string | Promise<string>>(() => 't');
    const bench = new Bench({ token });
    await bench.connect({ heartbeat: 0 });
    token.mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
    await bench.clock.advance(RENEWAL);
    bench.client.disconnect();

    late?.('too late');
    await settled();

    expect(bench.socket.untaken).toEqual([]);
    expect(bench.clock.pending).toBe(0);
  });
});

describe('a token string', () => {
  it('is never refreshed', async () => {
    const bench = new Bench({ token: 't' });
    await bench.connect({ heartbeat: 0 });

    await bench.clock.advance(3_600_000);

    expect(bench.socket.untaken).toEqual([]);
    expect(bench.clock.pending).toBe(0);
  });
});
