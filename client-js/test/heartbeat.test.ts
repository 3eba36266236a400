import { describe, expect, it, vi } from 'vitest';
import { createHeartbeat } from '../src/heartbeat.js';
import { Bench } from './support/bench.js';
import { VirtualClock } from './support/virtual-clock.js';

function judge() {
  const clock = new VirtualClock();
  const dead = vi.fn();
  const probe = vi.fn();
  const heartbeat = createHeartbeat(clock, probe, dead);
  heartbeat.start(30_000);
  return { clock, heartbeat, dead, probe };
}

describe('the heartbeat', () => {
  it('declares a link dead after heartbeat and grace with nothing received', async () => {
    const bench = new Bench({ heartbeatGrace: 5000 });
    await bench.connect({ heartbeat: 25_000 });

    await bench.clock.advance(30_249);
    expect(bench.state.name).toBe('connected');
    await bench.clock.advance(1);

    expect(bench.state).toMatchObject({ name: 'waiting', code: 1006, reason: 'heartbeat_timeout' });
    expect(bench.socket.closedWith).toBe(1000);
  });

  it('takes anything received as a sign of life', async () => {
    const bench = new Bench();
    await bench.connect({ heartbeat: 25_000 });

    for (const frame of ['{}', '{"new":{}}', '{"id":99,"ok":{}}', '{"message":{}}']) {
      await bench.clock.advance(29_000);
      bench.socket.receive(frame);
    }
    await bench.clock.advance(29_000);

    expect(bench.state.name).toBe('connected');
  });

  it('judges nothing when the server announces no heartbeat', async () => {
    const bench = new Bench();
    await bench.connect({ heartbeat: 0 });

    await bench.clock.advance(600_000);

    expect(bench.state.name).toBe('connected');
  });

  it('compares clock times when timers were late', async () => {
    const { clock, heartbeat, dead } = judge();
    clock.sleep(3_600_000);

    heartbeat.wake();
    expect(dead).not.toHaveBeenCalled();
    await clock.advance(250);

    expect(dead).toHaveBeenCalledTimes(1);
  });

  it('lets what was queued during a freeze speak before it judges', async () => {
    const { clock, heartbeat, dead } = judge();
    clock.sleep(3_600_000);

    heartbeat.wake();
    heartbeat.heard();
    await clock.advance(29_000);

    expect(dead).not.toHaveBeenCalled();
  });

  it('is not hurried by several events of one awakening', async () => {
    const { clock, heartbeat, dead } = judge();
    clock.sleep(3_600_000);

    heartbeat.wake();
    heartbeat.wake();
    heartbeat.wake();

    expect(dead).not.toHaveBeenCalled();
  });

  it('finds a sleep of a blink harmless', async () => {
    const { clock, heartbeat, dead, probe } = judge();
    clock.sleep(999);
    heartbeat.wake();
    await clock.advance(29_000);

    expect(probe).not.toHaveBeenCalled();
    expect(dead).not.toHaveBeenCalled();
  });

  it('probes after a short sleep, and believes any answer', async () => {
    const { clock, heartbeat, dead, probe } = judge();
    clock.sleep(10_000);
    heartbeat.wake();
    expect(probe).toHaveBeenCalledTimes(1);
    await clock.advance(2_499);
    heartbeat.heard();
    await clock.advance(29_000);

    expect(dead).not.toHaveBeenCalled();
  });

  it('finds a link dead whose probe nobody answers', async () => {
    const { clock, heartbeat, dead } = judge();
    clock.sleep(10_000);
    heartbeat.wake();
    await clock.advance(2_499);
    expect(dead).not.toHaveBeenCalled();
    await clock.advance(1);

    expect(dead).toHaveBeenCalledTimes(1);
  });

  it('survives a clock that is set back', async () => {
    const { clock, dead } = judge();
    await clock.advance(10_000);
    clock.adjust(-3_600_000);

    await clock.advance(20_000 + 30_000 + 250);

    expect(dead).toHaveBeenCalledTimes(1);
  });

  it('is silent once stopped', async () => {
    const { clock, heartbeat, dead } = judge();
    heartbeat.stop();
    clock.sleep(3_600_000);
    heartbeat.wake();
    await clock.advance(1000);

    expect(dead).not.toHaveBeenCalled();
    expect(clock.pending).toBe(0);
  });
});
