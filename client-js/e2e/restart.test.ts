import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launch, Profile } from './harness/browser.js';
import { absence, ChatTab } from './harness/chat.js';
import { Server } from './harness/server.js';

const chromium = findChromium();

describe.skipIf(chromium === undefined)('the server goes and comes back', () => {
  let server: Server;
  let browser: Browser;
  let profiles: Profile[];
  let ann: ChatTab;
  let ben: ChatTab;
  const said: string[] = [];

  beforeAll(async () => {
    server = await Server.start();
    browser = await launch(chromium ?? '');
    profiles = [
      await Profile.open(browser, server.origin),
      await Profile.open(browser, server.origin),
    ];
    const [first, second] = profiles as [Profile, Profile];
    ann = await ChatTab.open(first, 'Ann', 'lobby');
    ben = await ChatTab.open(second, 'Ben', 'lobby');
  });

  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });

  async function say(tab: ChatTab, text: string): Promise<void> {
    await tab.write(text);
    said.push(text);
  }

  async function bothSeeEverything(): Promise<void> {
    await ann.sees(...said);
    await ben.sees(...said);
  }

  async function bothAre(tone: 'calm' | 'wait'): Promise<void> {
    await Promise.all([ann.connection(tone), ben.connection(tone)]);
  }

  it('loses nothing when it is killed in the middle of a conversation', async () => {
    await say(ann, 'before the kill');
    await bothSeeEverything();
    await server.kill();
    await bothAre('wait');
    await ann.page.getByText('Connection lost.').waitFor();
    await say(ann, 'written into the dark');
    await ann.page.locator('.message[data-delivery="sending"]').waitFor();
    await server.startAgain();
    await bothAre('calm');
    await bothSeeEverything();
    await say(ben, 'after the kill');
    await bothSeeEverything();
  });

  it('counts what came from others while a tab was away', async () => {
    await ben.cut.click();
    await say(ann, 'one');
    await ann.page
      .locator('.message.mine[data-delivery="sent"]')
      .filter({ hasText: 'one' })
      .waitFor();
    await server.kill();
    await server.startAgain();
    await bothAreBack();
    await bothSeeEverything();
    expect(await ben.divider.innerText()).toBe('1 new while you were away');
  });

  it('says good-bye when it is asked to leave, and everybody returns', async () => {
    await server.terminate();
    await bothAre('wait');
    await server.startAgain();
    await bothAre('calm');
    await say(ben, 'after the deploy');
    await bothSeeEverything();
  });

  it('shows a reader who comes now the whole conversation, once', async () => {
    const profile = await Profile.open(browser, server.origin);
    profiles.push(profile);
    const late = await ChatTab.open(profile, 'Cy', 'lobby');
    await late.sees(...said);
    await late.seesPeople(3);
    expect(await late.people()).toEqual(['Cy', 'Ann', 'Ben']);
    for (const each of profiles) expect(each.complaints(absence)).toEqual([]);
  });

  async function bothAreBack(): Promise<void> {
    await ben.cut.click();
    await bothAre('calm');
  }
});
