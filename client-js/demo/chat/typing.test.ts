import { describe, expect, it } from 'vitest';
import { Typing, TypingThrottle, typingInterval, typingLifetime } from './typing.js';

describe('who is typing', () => {
  it('forgets a sign after its lifetime, and counts it from the last one', () => {
    const typing = new Typing();
    typing.heard('ann', 'Ann', 0);
    typing.heard('ben', 'Ben', 1_000);
    expect(typing.names(typingLifetime - 1)).toEqual(['Ann', 'Ben']);
    expect(typing.nextExpiry(1_000)).toBe(typingLifetime);
    typing.heard('ann', 'Ann', 3_000);
    expect(typing.names(1_000 + typingLifetime)).toEqual(['Ann']);
    expect(typing.names(3_000 + typingLifetime)).toEqual([]);
    expect(typing.nextExpiry(3_000 + typingLifetime)).toBeUndefined();
  });

  it('forgets who has sent the message', () => {
    const typing = new Typing();
    typing.heard('ann', 'Ann', 0);
    typing.stopped('ann');
    expect(typing.names(1)).toEqual([]);
  });
});

describe('telling the others', () => {
  it('happens at most once per interval, and at once after a message', () => {
    const throttle = new TypingThrottle();
    expect(throttle.due(10_000)).toBe(true);
    expect(throttle.due(10_000 + typingInterval - 1)).toBe(false);
    expect(throttle.due(10_000 + typingInterval)).toBe(true);
    throttle.reset();
    expect(throttle.due(10_000 + typingInterval + 1)).toBe(true);
  });
});
