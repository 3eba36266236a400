import { Tidewire } from 'tidewire';
import type { Identity } from './identity.js';

const tokenTimeout = 8_000;

/** A client of the server that served this page, not yet connected. */
export function openClient(identity: Identity): Tidewire {
  const url = new URL('/ws', location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  return new Tidewire(url, { token: () => fetchToken(identity) });
}

/** The development server signs a token for whoever asks; a real back end asks for a log-in first. */
async function fetchToken(identity: Identity): Promise<string> {
  const response = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(identity),
    signal: AbortSignal.timeout(tokenTimeout),
  });
  if (!response.ok) throw new Error(`The server gave no token: HTTP ${response.status}.`);
  const { token } = (await response.json()) as { token: string };
  return token;
}
