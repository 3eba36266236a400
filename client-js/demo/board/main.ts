import type { Tidewire } from 'tidewire';
import { Banner } from '../shared/banner.js';
import { openClient } from '../shared/client.js';
import { loadIdentity, newIdentity, slug, suggestName } from '../shared/identity.js';
import type { BoardChannels } from './board.js';
import { BoardPage } from './board-page.js';

const url = new URL(location.href);
const known = loadIdentity(url.searchParams.get('name'), sessionStorage, localStorage);
const identity = known ?? newIdentity(suggestName(Math.random), Math.random);
const client: Tidewire<BoardChannels> = openClient<BoardChannels>(identity);
new Banner(client);
new BoardPage(client, identity, slug(url.searchParams.get('board') ?? '', 'lobby'));
client.connect();
