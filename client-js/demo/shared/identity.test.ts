import { beforeEach, describe, expect, it } from 'vitest';
import { loadIdentity, newIdentity, saveIdentity, slug } from './identity.js';

class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();
  get length() {
    return this.#items.size;
  }
  clear = () => this.#items.clear();
  getItem = (key: string) => this.#items.get(key) ?? null;
  key = (index: number) => [...this.#items.keys()][index] ?? null;
  removeItem = (key: string) => void this.#items.delete(key);
  setItem = (key: string, value: string) => void this.#items.set(key, value);
}

let tab: Storage;
let browser: Storage;

beforeEach(() => {
  tab = new MemoryStorage();
  browser = new MemoryStorage();
});

describe('slug', () => {
  it('folds accents and drops everything that is not a letter or digit', () => {
    expect(slug('  Zoë  Müller! ', 'x')).toBe('zoe-muller');
    expect(slug('<img src=x onerror=1>', 'x')).toBe('img-src-x-onerror-1');
    expect(slug('日本', 'guest')).toBe('guest');
    expect(slug('a'.repeat(80), 'x')).toHaveLength(32);
  });
});

describe('identity', () => {
  it('gives two people of one name different users', () => {
    expect(newIdentity('Ann', () => 0).user).toBe('ann-aaaa');
    expect(newIdentity('Ann', () => 0.99).user).toBe('ann-9999');
  });

  it('is shared by all tabs once it is chosen', () => {
    const ann = newIdentity('Ann', () => 0);
    saveIdentity(ann, tab, browser);
    expect(loadIdentity(null, new MemoryStorage(), browser)).toEqual(ann);
  });

  it('belongs to one tab when the address names it, and survives a reload', () => {
    saveIdentity(
      newIdentity('Ann', () => 0),
      tab,
      browser,
    );
    const ben = loadIdentity('Ben', tab, browser);
    expect(ben?.name).toBe('Ben');
    expect(loadIdentity('Ben', tab, browser)).toEqual(ben);
    expect(loadIdentity(null, tab, browser)).toEqual(ben);
    expect(loadIdentity(null, new MemoryStorage(), browser)?.name).toBe('Ann');
  });

  it('starts anew when what is stored is not ours', () => {
    browser.setItem('tidewire.identity', '{"user":1}');
    expect(loadIdentity(null, tab, browser)).toBeUndefined();
    browser.setItem('tidewire.identity', 'nonsense');
    expect(loadIdentity(null, tab, browser)).toBeUndefined();
  });
});
