import { describe, expect, it } from 'vitest';
import { splitLinks } from './links.js';

describe('links in a text', () => {
  it('end before the punctuation of the sentence', () => {
    expect(splitLinks('See https://example.org/a?b=c, please.')).toEqual([
      { text: 'See ' },
      { text: 'https://example.org/a?b=c', href: 'https://example.org/a?b=c' },
      { text: ', please.' },
    ]);
  });

  it('are only made of http and https', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'https://', 'no link']) {
      expect(splitLinks(text)).toEqual([{ text }]);
    }
  });

  it('lose no character of the text', () => {
    const text = 'a http://x.y b "https://q.r" (http://s.t) c';
    expect(
      splitLinks(text)
        .map((p) => p.text)
        .join(''),
    ).toBe(text);
    expect(splitLinks(text).filter((p) => p.href)).toHaveLength(3);
  });
});
