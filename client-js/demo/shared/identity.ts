import { member } from './json.js';

/** Who this page is: the token's `sub` and the name that others see. */
export type Identity = { readonly user: string; readonly name: string };

export const maxNameLength = 40;

const storageKey = 'tidewire.identity';
const suggestions = ['Marina', 'Finn', 'Coral', 'Nerida', 'Morgan', 'Kai', 'Delta', 'Brook'];
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** Lower-case ASCII words joined by hyphens, or the fallback when nothing is left. */
export function slug(text: string, fallback: string): string {
  const ascii = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = ascii.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return words.slice(0, 32).replace(/-+$/, '') || fallback;
}

/** A new person of this name. The suffix lets two people of one name differ. */
export function newIdentity(name: string, random: () => number): Identity {
  const shown = name.trim().slice(0, maxNameLength);
  return { user: `${slug(shown, 'guest')}-${suffix(random)}`, name: shown };
}

/** A friendly name to begin with. */
export function suggestName(random: () => number): string {
  return suggestions[Math.floor(random() * suggestions.length)] ?? 'Marina';
}

/**
 * Who this tab is. A `?name=` in the address makes this tab a person of its own and is remembered
 * for the tab; otherwise all tabs share the person that this browser remembers.
 */
export function loadIdentity(requested: string | null, tab: Storage, browser: Storage) {
  const own = parse(tab.getItem(storageKey));
  if (requested?.trim()) {
    const fresh = newIdentity(requested, Math.random);
    if (own?.name === fresh.name) return own;
    tab.setItem(storageKey, JSON.stringify(fresh));
    return fresh;
  }
  return own ?? parse(browser.getItem(storageKey));
}

/** Remembers a chosen name for this browser, and lets this tab follow it. */
export function saveIdentity(identity: Identity, tab: Storage, browser: Storage): void {
  tab.removeItem(storageKey);
  browser.setItem(storageKey, JSON.stringify(identity));
}

function suffix(random: () => number): string {
  return Array.from({ length: 4 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
}

function parse(stored: string | null): Identity | undefined {
  if (stored === null) return undefined;
  try {
    const value: unknown = JSON.parse(stored);
    const [user, name] = [member(value, 'user'), member(value, 'name')];
    return typeof user === 'string' && typeof name === 'string' ? { user, name } : undefined;
  } catch {
    return undefined; // Somebody else's data under our key: as if nothing were remembered.
  }
}
