import { Banner } from '../shared/banner.js';
import { openClient } from '../shared/client.js';
import { byId } from '../shared/dom.js';
import {
  type Identity,
  loadIdentity,
  newIdentity,
  saveIdentity,
  suggestName,
} from '../shared/identity.js';
import { ChatPage } from './chat-page.js';
import { askName } from './dialogs.js';

const url = new URL(location.href);
const known = loadIdentity(url.searchParams.get('name'), sessionStorage, localStorage);
start(known ?? (await introduce(suggestName(Math.random))));

function start(identity: Identity): void {
  const client = openClient(identity);
  new Banner(client);
  const page = new ChatPage(client, identity);
  byId('me', HTMLButtonElement).addEventListener('click', () => void rename(identity));
  window.addEventListener('hashchange', () => page.follow(new URL(location.href)));
  page.follow(url);
  client.connect();
}

async function introduce(proposed: string): Promise<Identity> {
  const identity = newIdentity(await askName(proposed), Math.random);
  saveIdentity(identity, sessionStorage, localStorage);
  return identity;
}

/** A new name is a new person, with a token of their own: the page starts over. */
async function rename(identity: Identity): Promise<void> {
  const name = await askName(identity.name);
  if (name === identity.name) return;
  saveIdentity(newIdentity(name, Math.random), sessionStorage, localStorage);
  const next = new URL(location.href);
  next.searchParams.delete('name');
  history.replaceState(null, '', next);
  location.reload();
}
