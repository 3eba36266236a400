import { describe, expect, it, vi } from 'vitest';
import { createEmitter, type Emitter } from '../src/emitter.js';

function emitter(): Emitter<{ tick: [number] }> {
  return createEmitter<{ tick: [number] }>();
}

describe('an emitter', () => {
  it('calls listeners in the order in which they came', () => {
    const events = emitter();
    const calls: string[] = [];
    events.on('tick', (n) => calls.push(`a${n}`));
    events.on('tick', (n) => calls.push(`b${n}`));

    events.emit('tick', 1);

    expect(calls).toEqual(['a1', 'b1']);
  });

  it('keeps a function that was added twice until both are removed', () => {
    const events = emitter();
    const listener = vi.fn();
    const off = events.on('tick', listener);
    events.on('tick', listener);
    off();
    off();

    events.emit('tick', 1);

    expect(listener).toHaveBeenCalledTimes(1);
    expect(events.has('tick')).toBe(true);
  });

  it('does not call one that was removed by an earlier listener of the same event', () => {
    const events = emitter();
    const late = vi.fn();
    events.on('tick', () => off());
    const off = events.on('tick', late);

    events.emit('tick', 1);

    expect(late).not.toHaveBeenCalled();
  });

  it('does not call one that was added by a listener of the same event', () => {
    const events = emitter();
    const late = vi.fn();
    events.on('tick', () => events.on('tick', late));

    events.emit('tick', 1);

    expect(late).not.toHaveBeenCalled();
  });

  it('reports what a listener throws where the page can see it', () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const events = emitter();
    const error = new Error('a bug');
    events.on('tick', () => {
      throw error;
    });

    events.emit('tick', 1);

    expect(report).toHaveBeenCalledWith(error);
    vi.unstubAllGlobals();
  });
});
