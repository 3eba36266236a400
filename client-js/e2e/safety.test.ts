import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launch, Profile } from './harness/browser.js';
import { ChatTab } from './harness/chat.js';
import { RawClient } from './harness/raw-client.js';
import { Server } from './harness/server.js';

const chromium = findChromium();

const payloads = [
  '<img src=x onerror="window.caught=1">',
  '<script>window.caught=1</script>',
  '"><svg onload=window.caught=1>',
  'javascript:window.caught=1',
  '<a href="javascript:window.caught=1">x</a>',
  '</textarea><iframe srcdoc="<script>parent.caught=1</script>">',
];

describe.skipIf(chromium === undefined)('hostile text', () => {
  let server: Server;
  let browser: Browser;
  let profile: Profile;

  beforeAll(async () => {
    server = await Server.start();
    browser = await launch(chromium ?? '');
    profile = await Profile.open(browser, server.origin);
  });

  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });

  /** Nothing ran, and nothing became an element that no page of ours has. */
  async function harmless(page: Page): Promise<void> {
    const caught = await page.evaluate(() => 'caught' in window);
    expect(caught).toBe(false);
    expect(await page.locator('img, iframe, object, embed, body script').count()).toBe(0);
    expect(await page.locator('[onload], [onerror], a[href^="javascript:"]').count()).toBe(0);
    expect(profile.complaints()).toEqual([]);
  }

  it('stays text in messages, also for whoever reads them from the history', async () => {
    const tab = await ChatTab.open(profile, 'Ann', 'hostile');
    for (const payload of payloads) await tab.write(payload);
    await tab.sees(...payloads);
    await tab.page.reload();
    await tab.sees(...payloads);
    await harmless(tab.page);
  });

  it('stays text in names', async () => {
    const name = payloads[0] ?? '';
    const tab = await ChatTab.open(profile, name, 'names');
    await tab.write('hello');
    await tab.sees('hello');
    expect(await tab.people()).toEqual([name]);
    expect(await tab.page.locator('#me .me-name').innerText()).toBe(name);
    await harmless(tab.page);
  });

  it('stays text in the name of a room', async () => {
    const room = encodeURIComponent(payloads[1] ?? '');
    const page = await profile.visit(`/?name=Ann#${room}`);
    await page.locator('#people-list li').waitFor();
    expect(await page.locator('h1').innerText()).toBe('#script-window-caught-1-script');
    await harmless(page);
  });

  it('stays text whatever shape a foreign client gives it', async () => {
    const tab = await ChatTab.open(profile, 'Ann', 'foreign');
    const token = await server.devToken('eve', payloads[2] ?? '');
    const channel = 'chat:foreign';
    const { client } = await RawClient.connect(server.socketUrl, token, [{ channel }]);
    const shapes: unknown[] = [
      payloads[0],
      { text: payloads[1], name: payloads[2], id: payloads[3] },
      { text: { html: payloads[0] }, name: [payloads[1]] },
      [payloads[4], null],
      null,
      { constructor: payloads[5], toString: 1 },
    ];
    for (const data of shapes) await client.ok({ publish: { channel, data } });
    await expect.poll(() => tab.texts()).toHaveLength(shapes.length);
    expect(await tab.people()).toContain(payloads[2]);
    expect((await tab.texts()).slice(0, 2)).toEqual(payloads.slice(0, 2));
    await client.ok({ publish: { channel: 'typing:foreign', data: { name: payloads[0] } } });
    await tab.page.getByText(`${payloads[0]} is typing…`).waitFor();
    await harmless(tab.page);
    await client.close();
  });

  it('does not break the layout when it has no spaces', async () => {
    const tab = await ChatTab.open(profile, 'W'.repeat(40), 'wide');
    await tab.write('w'.repeat(3_000));
    await tab.message('www').waitFor();
    await tab.page.setViewportSize({ width: 360, height: 700 });
    const overflow = await tab.page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      const scroller = document.getElementById('scroller');
      return [
        scrollWidth - clientWidth,
        (scroller?.scrollWidth ?? 0) - (scroller?.clientWidth ?? 0),
      ];
    });
    expect(overflow).toEqual([0, 0]);
  });
});
