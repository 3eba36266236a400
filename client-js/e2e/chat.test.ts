import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launch, Profile } from './harness/browser.js';
import { absence, ChatTab } from './harness/chat.js';
import { Network } from './harness/network.js';
import { Server } from './harness/server.js';

const chromium = findChromium();

describe.skipIf(chromium === undefined)('two tabs', () => {
  let server: Server;
  let browser: Browser;
  let network: Network;
  let profiles: Profile[] = [];

  beforeAll(async () => {
    server = await Server.start();
    network = await Network.to(server.port);
    browser = await launch(chromium ?? '');
  });

  afterEach(async () => {
    for (const profile of profiles) {
      expect(profile.complaints(absence)).toEqual([]);
      await profile.context.close();
    }
    profiles = [];
  });

  afterAll(async () => {
    await browser?.close();
    await network?.cut();
    await server?.dispose();
  });

  async function open(name: string, room: string, origin = server.origin): Promise<ChatTab> {
    const profile = await Profile.open(browser, origin);
    profiles.push(profile);
    return ChatTab.open(profile, name, room);
  }

  async function pair(origin?: string): Promise<[ChatTab, ChatTab]> {
    const room = `r-${randomUUID().slice(0, 8)}`;
    return [await open('Ann', room), await open('Ben', room, origin)];
  }

  it('see each other’s messages in one order, each once', async () => {
    const [ann, ben] = await pair();
    await ann.write('hello');
    await ben.sees('hello');
    await ben.write('hi Ann');
    for (const tab of [ann, ben]) await tab.sees('hello', 'hi Ann');
    await ann.page.locator('.message.mine[data-delivery="sent"]').waitFor();
  });

  it('see who is here and who is typing', async () => {
    const [ann, ben] = await pair();
    await ann.seesPeople(2);
    expect(await ann.people()).toEqual(['Ann', 'Ben']);
    await ben.page.locator('#text').pressSequentially('wri');
    await ann.page.getByText('Ben is typing…').waitFor();
    await ben.page.locator('#text').press('Enter');
    await ann.sees('wri');
    await expect.poll(() => ann.page.locator('#typing').innerText()).toBe('');
    await ben.page.close();
    await expect.poll(() => ann.people()).toEqual(['Ann']);
  });

  it('miss nothing when the page cuts its connection', async () => {
    const [ann, ben] = await pair();
    await ann.write('before');
    await ben.sees('before');
    await ben.cut.click();
    await ben.connection('cut');
    for (const text of ['one', 'two', 'three']) await ann.write(text);
    await ann.sees('before', 'one', 'two', 'three');
    expect(await ben.texts()).toEqual(['before']);
    await ben.cut.click();
    await ben.sees('before', 'one', 'two', 'three');
    expect(await ben.divider.innerText()).toBe('3 new while you were away');
    await ben.page.locator('.divider.unread + .message').getByText('one').waitFor();
    await ben.page.locator('#text').press('Escape');
    await ben.divider.waitFor({ state: 'detached' });
  });

  it('miss nothing when the network goes, and send later what was written meanwhile', async () => {
    const [ann, ben] = await pair(network.origin);
    await ann.write('before');
    await ben.sees('before');
    await network.cut();
    await ben.page.context().setOffline(true);
    await ben.connection('wait');
    await ben.page.getByText('Connection lost.').waitFor();
    for (const text of ['one', 'two', 'three']) await ann.write(text);
    await ann.sees('before', 'one', 'two', 'three');
    await ben.write('from the tunnel');
    await ben.page.locator('.message[data-delivery="sending"]').waitFor();
    await network.restore();
    await ben.page.context().setOffline(false);
    const all = ['before', 'one', 'two', 'three', 'from the tunnel'];
    for (const tab of [ann, ben]) await tab.sees(...all);
    expect(await ben.divider.innerText()).toBe('3 new while you were away');
    await ben.page.locator('.message.mine[data-delivery="sent"]').waitFor();
  });

  it('keep the history for whoever comes later, and page back in it', async () => {
    const room = `r-${randomUUID().slice(0, 8)}`;
    const texts = Array.from({ length: 120 }, (_, index) => `message ${index + 1}`);
    for (const text of texts) await server.publish(`chat:${room}`, { name: 'Log', text });
    const ann = await open('Ann', room);
    await ann.sees(...texts.slice(-50));
    const earlier = ann.page.getByRole('button', { name: 'Load earlier messages' });
    await earlier.click();
    await expect.poll(async () => (await ann.texts()).length).toBeGreaterThanOrEqual(100);
    await ann.page.locator('#scroller').evaluate((element) => element.scrollTo(0, 0));
    await ann.sees(...texts);
    await ann.page.getByText('This is where the room begins.').waitFor();
  });

  it('keep their rooms apart, and find everything when they come back to one', async () => {
    const [ann, ben] = await pair();
    const { page } = ann;
    await ann.write('in the first room');
    await ben.sees('in the first room');
    await page.getByRole('button', { name: 'New room' }).click();
    await page.getByLabel('Name of the room').fill(`Tea & ${randomUUID().slice(0, 8)}`);
    await page.keyboard.press('Enter');
    await page.getByText('Still waters. Nobody has written here yet.').waitFor();
    await expect.poll(() => ben.people()).toEqual(['Ben']);
    await ben.write('are you still there?');
    await page.goBack();
    await ann.sees('in the first room', 'are you still there?');
    expect(await ann.divider.count()).toBe(0);
  });

  it('say so when they were away for longer than the server remembers', async () => {
    const [ann, ben] = await pair();
    const room = new URL(ben.page.url()).searchParams.get('room');
    await ann.write('before');
    await ben.sees('before');
    await ben.cut.click();
    for (let n = 1; n <= 510; n++) await server.publish(`chat:${room}`, { text: `flood ${n}` });
    await ben.cut.click();
    await ben.page.getByText('Some messages may be missing:').waitFor();
    await ben.page.getByText('Some messages may be missing here').waitFor();
    const newest = Array.from({ length: 50 }, (_, index) => `flood ${461 + index}`);
    await ben.sees('before', ...newest);
    await ben.page.getByRole('button', { name: 'Reload history' }).click();
    await ben.sees(...newest);
    await ben.page.locator('#notice').waitFor({ state: 'hidden' });
  });

  it('show a refused message as failed, and let it go', async () => {
    const profile = await Profile.open(browser, server.origin);
    profiles.push(profile);
    const caps = { 'chat:*': ['subscribe', 'history', 'presence'] };
    const token = await server.token({ user: 'reader', caps, ttl: '1h' });
    await profile.context.route('**/dev/token', (route) => route.fulfill({ json: { token } }));
    const { page } = await ChatTab.open(profile, 'Reader', 'lobby');
    await page.locator('#text').fill('let me in');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Not sent:').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.locator('.message').waitFor({ state: 'detached' });
  });
});
