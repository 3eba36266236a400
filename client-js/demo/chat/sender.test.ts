import { TidewireError } from 'tidewire';
import { describe, expect, it, vi } from 'vitest';
import { Sender } from './sender.js';

const refusal = (retry: boolean) => new TidewireError('unavailable', 'Not now.', { retry });

function sending(...outcomes: (Error | undefined)[]) {
  const keys: unknown[] = [];
  const publish = vi.fn(async (_: unknown, options?: { key?: string }) => {
    keys.push(options?.key);
    const outcome = outcomes.shift();
    if (outcome) throw outcome;
    return undefined;
  });
  const settled = vi.fn();
  const waits: number[] = [];
  const later = (run: () => void, ms: number) => {
    waits.push(ms);
    queueMicrotask(run);
  };
  return { sender: new Sender({ publish }, 'Ann', settled, later), publish, settled, waits, keys };
}

const quiet = () => new Promise((resolve) => setImmediate(resolve));

describe('a sender', () => {
  it('tells when a text has arrived', async () => {
    const { sender, publish, settled, keys } = sending();
    const id = sender.send('hello');
    await quiet();

    expect(publish.mock.calls[0]?.[0]).toEqual({ id, name: 'Ann', text: 'hello' });
    expect(keys).toEqual([id]);
    expect(settled).toHaveBeenCalledExactlyOnceWith(id, 'sent');
  });

  it('tries again what may pass, under the same key and ever more rarely', async () => {
    const { sender, settled, waits, keys } = sending(refusal(true), refusal(true), refusal(true));
    const id = sender.send('hello');
    await quiet();

    expect([waits, keys]).toEqual([
      [1_000, 2_000, 4_000],
      [id, id, id, id],
    ]);
    expect(settled).toHaveBeenCalledExactlyOnceWith(id, 'sent');
  });

  it('gives up in the end, and takes the reader’s word for another try', async () => {
    const failures = Array.from({ length: 4 }, () => refusal(true));
    const { sender, settled } = sending(...failures);
    const id = sender.send('hello');
    await quiet();
    expect(settled).toHaveBeenLastCalledWith(id, 'failed', 'Not now.');
    sender.retry(id);
    await quiet();

    expect(settled).toHaveBeenLastCalledWith(id, 'sent');
  });

  it('does not try again what is refused for good', async () => {
    const { sender, settled, waits } = sending(refusal(false));
    const id = sender.send('hello');
    await quiet();

    expect(waits).toEqual([]);
    expect(settled).toHaveBeenCalledExactlyOnceWith(id, 'failed', 'Not now.');
  });
});
