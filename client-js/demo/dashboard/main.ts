import 'uplot/dist/uPlot.min.css';
import { Banner } from '../shared/banner.js';
import { openClient } from '../shared/client.js';
import { loadIdentity, newIdentity } from '../shared/identity.js';
import { DashboardPage } from './dashboard-page.js';

const known = loadIdentity(null, sessionStorage, localStorage);
const client = openClient(known ?? newIdentity('Viewer', Math.random));
new Banner(client);
new DashboardPage(client.channel('machine:host', { rewind: 900 }));
client.connect();
