import type { Message } from 'tidewire';
import { beforeEach, describe, expect, it } from 'vitest';
import { Timeline } from './timeline.js';

let timeline: Timeline;

beforeEach(() => {
  timeline = new Timeline('ann-1');
});

function message(offset: number, user = 'ben-1', id = `m${offset}`): Message {
  const data = { id, name: 'Ben', text: `text ${offset}` };
  return { channel: 'chat:lobby', offset, data, user, at: offset * 1000, replayed: false };
}

const texts = () => timeline.entries.map((e) => e.text);

describe('receiving', () => {
  it('keeps the order of arrival and drops a copy', () => {
    expect(timeline.receive(message(1))).toBe('added');
    expect(timeline.receive(message(2))).toBe('added');
    expect(timeline.receive(message(2))).toBe('known');
    expect(texts()).toEqual(['text 1', 'text 2']);
  });

  it('drops what lies before a hole, so that the list never hides one', () => {
    timeline.receive(message(1));
    timeline.more = false;
    timeline.receive(message(5));
    expect(texts()).toEqual(['text 5']);
    expect(timeline.more).toBe(true);
  });

  it('takes a repeated id for a copy without seeing a hole behind it', () => {
    timeline.receive(message(1));
    timeline.receive(message(2, 'ben-1', 'm1'));
    timeline.receive(message(3));
    expect(texts()).toEqual(['text 1', 'text 3']);
  });

  it('lets go of the oldest when there are too many, and says that there are more', () => {
    timeline.more = false;
    for (let offset = 1; offset <= 2_001; offset++) timeline.receive(message(offset));
    expect([timeline.entries.length, timeline.oldest, timeline.more]).toEqual([1_501, 501, true]);
  });

  it('compares no offsets across a loss of continuity', () => {
    timeline.receive(message(41));
    timeline.breakOff();
    timeline.receive(message(1, 'cy-1', 'other'));
    expect(texts()).toEqual(['text 41', 'text 1']);
    expect(timeline.entries.map((e) => e.era)).toEqual([0, 1]);
    expect(timeline.more).toBe(false);
  });
});

describe('own messages', () => {
  it('stand at the end until the server places them, then once', () => {
    timeline.compose('x', 'Ann', 'mine', 500);
    timeline.receive(message(1));
    expect(timeline.entries.map((e) => e.delivery)).toEqual(['sent', 'sending']);
    const key = timeline.entries[1]?.key;
    expect(timeline.receive(message(2, 'ann-1', 'x'))).toBe('confirmed');
    expect(timeline.entries).toHaveLength(2);
    expect(timeline.entries[1]).toMatchObject({ key, delivery: 'sent', offset: 2 });
    expect(timeline.receive(message(2, 'ann-1', 'x'))).toBe('known');
  });

  it('are not confirmed by somebody else who copies the id', () => {
    timeline.compose('x', 'Ann', 'mine', 500);
    timeline.receive(message(1, 'eve-1', 'x'));
    expect(timeline.entries.map((e) => e.delivery)).toEqual(['sent', 'sending']);
  });

  it('show their failure, and can be tried again or discarded', () => {
    timeline.compose('x', 'Ann', 'mine', 500);
    timeline.settle('x', 'failed', 'too_large');
    expect(timeline.entries[0]).toMatchObject({ delivery: 'failed', error: 'too_large' });
    timeline.settle('x', 'sending');
    expect(timeline.entries[0]).toMatchObject({ delivery: 'sending', error: undefined });
    const [entry] = timeline.entries;
    expect(entry && timeline.idOf(entry)).toBe('x');
    timeline.discard('x');
    expect(timeline.entries).toEqual([]);
  });
});

describe('history', () => {
  it('goes in front, without what is here already', () => {
    timeline.receive(message(3));
    expect(timeline.oldest).toBe(3);
    timeline.prepend([message(1), message(2), message(3)], false);
    expect(texts()).toEqual(['text 1', 'text 2', 'text 3']);
    expect(timeline.more).toBe(false);
    timeline.receive(message(4));
    expect(texts()).toHaveLength(4);
  });

  it('replaces everything but what is still on its way', () => {
    timeline.receive(message(1));
    timeline.breakOff();
    timeline.compose('x', 'Ann', 'mine', 500);
    timeline.replace([message(7), message(8)], true);
    expect(texts()).toEqual(['text 7', 'text 8', 'mine']);
  });
});
