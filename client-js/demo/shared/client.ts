import { type ChannelMap, Tidewire } from 'tidewire';
import type { Identity } from './identity.js';

/** A blip shorter than this is not worth a banner. */
const patience = 1_000;

/** A client of the server that served this page, not yet connected. */
export function openClient<Channels extends ChannelMap = Record<string, unknown>>(
  identity: Identity,
): Tidewire<Channels> {
  return new Tidewire<Channels>('/ws', {
    token: ({ signal }) => fetchToken(identity, signal),
    autoConnect: false,
    lostAfter: patience,
  });
}

/** The development server signs a token for whoever asks; a real back end asks for a log-in first. */
async function fetchToken(identity: Identity, signal: AbortSignal): Promise<string> {
  const response = await fetch('/dev/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(identity),
    signal,
  });
  if (!response.ok) throw new Error(`The server gave no token: HTTP ${response.status}.`);
  const { token } = (await response.json()) as { token: string };
  return token;
}
