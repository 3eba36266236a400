import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { findChromium, launch, Profile } from './harness/browser.js';
import { RawClient } from './harness/raw-client.js';
import { Server } from './harness/server.js';

/**
 * Takes the pictures of the README: `npm run screenshots`. A real server, a real browser, real readings; only the
 * people in the chat are made up.
 */
const directory = resolve(import.meta.dirname, '../../docs/images');
const sizeLimit = 200_000;
const channel = 'chat:lobby';

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

const before: readonly (readonly [string, string])[] = [
  ['Finn', 'Morning! Did the node rollout finish?'],
  ['Nerida', 'At 02:14. Twelve pods, and nobody noticed.'],
  [
    'Nerida',
    'The longest interruption that any client saw was 0.4 s, and every one of them resumed.',
  ],
  ['Me', 'So whoever was on call slept?'],
  ['Finn', 'Like a stone.'],
];

const meanwhile: readonly (readonly [string, string])[] = [
  ['Finn', 'Marina just cut her connection to see what happens.'],
  ['Kai', 'Quick, say something that she must not miss'],
  ['Kai', 'The tide comes back.'],
];

const chromium = findChromium();
if (chromium === undefined) throw new Error('Screenshots need a Chromium.');
const server = await Server.start();
const browser = await launch(chromium);
try {
  await mkdir(directory, { recursive: true });
  const crowd = await gather(['Finn', 'Nerida', 'Kai', 'Coral', 'Brook']);
  await takeChat(browser, crowd);
  const hush = chatter(crowd);
  await takeDashboard(browser);
  hush();
  await takeBoard(browser);
} finally {
  await browser.close();
  await server.dispose();
}

type Crowd = ReadonlyMap<string, RawClient>;

async function gather(names: readonly string[]): Promise<Crowd> {
  const crowd = new Map<string, RawClient>();
  for (const name of names) {
    const token = await server.devToken(`${name.toLowerCase()}-x7k2`, name);
    const { client } = await RawClient.connect(server.socketUrl, token, [{ channel }]);
    crowd.set(name, client);
  }
  return crowd;
}

async function say(crowd: Crowd, page: Page, lines: typeof before): Promise<void> {
  for (const [name, text] of lines) {
    const client = crowd.get(name);
    if (client) await client.ok({ publish: { channel, data: { name, text } } });
    else {
      await page.locator('#text').fill(text);
      await page.locator('#text').press('Enter');
      await page.locator('.mine[data-delivery="sent"]').last().waitFor();
    }
  }
}

/** Lets the crowd talk in waves, so that the dashboard has deliveries to count. Returns what stops it. */
function chatter(crowd: Crowd): () => void {
  const clients = [...crowd.values()];
  let tick = 0;
  const timer = setInterval(() => {
    const talking = Math.round(clients.length * (0.5 + 0.5 * Math.sin(tick++ / 20)));
    for (const client of clients.slice(0, talking)) {
      client.send(JSON.stringify({ id: 1_000_000 + tick, publish: { channel, data: 'wave' } }));
    }
  }, 250);
  return () => clearInterval(timer);
}

async function takeChat(on: Browser, crowd: Crowd): Promise<void> {
  const profile = await Profile.open(on, server.origin, { ...desktop, colorScheme: 'light' });
  const page = await profile.visit('/?name=Marina&room=lobby');
  await page.locator('#people-list li:nth-child(6)').waitFor();
  await say(crowd, page, before);
  await page.locator('#cut').click();
  await say(crowd, page, meanwhile);
  await page.locator('#cut').click();
  await page.locator('.divider.unread').waitFor();
  await page.locator('#banner[data-open="false"]').waitFor({ state: 'attached' });
  await crowd.get('Nerida')?.ok({ publish: { channel: 'typing:lobby', data: { name: 'Nerida' } } });
  await page.getByText('Nerida is typing…').waitFor();
  await take(page, 'chat.png');
  await profile.context.close();

  const pocket = await Profile.open(on, server.origin, { ...phone, colorScheme: 'dark' });
  const small = await pocket.visit('/?name=Marina&room=lobby');
  await small.locator('.message').nth(7).waitFor();
  await small.locator('#text').fill('Reading along on the train');
  await small.locator('#send').click();
  await small.locator('.mine[data-delivery="sent"]').last().waitFor();
  await take(small, 'chat-phone.png');
  await pocket.context.close();
}

async function takeDashboard(on: Browser): Promise<void> {
  const viewport = { width: 1280, height: 918 };
  const profile = await Profile.open(on, server.origin, { viewport, colorScheme: 'dark' });
  const page = await profile.visit('/dashboard/');
  await fill(page);
  await take(page, 'dashboard.png');
  await profile.context.close();

  const pocket = await Profile.open(on, server.origin, { ...phone, colorScheme: 'light' });
  const small = await pocket.visit('/dashboard/');
  await fill(small);
  await take(small, 'dashboard-phone.png');
  await pocket.context.close();
}

async function takeBoard(on: Browser): Promise<void> {
  const profile = await Profile.open(on, server.origin, { ...desktop, colorScheme: 'light' });
  const page = await profile.visit('/board/?name=Marina&board=launch');
  const other = await Profile.open(on, server.origin, desktop);
  const finn = await other.visit('/board/?name=Finn&board=launch');
  const notes: readonly (readonly [Page, string])[] = [
    [page, 'Who writes to the customers?'],
    [finn, 'I do. Draft by noon.'],
    [page, 'Two more nodes before Thursday'],
    [finn, 'Print the tide tables'],
    [page, 'Cake'],
  ];
  for (const [where, text] of notes) {
    await where.getByRole('button', { name: 'Add note' }).click();
    await where.keyboard.type(text);
    await where.keyboard.press('Enter');
  }
  await page
    .locator('.note')
    .nth(notes.length - 1)
    .waitFor();
  await finn.mouse.move(700, 500);
  await finn.mouse.move(720, 430, { steps: 4 });
  await page.locator('.cursor').waitFor();
  await take(page, 'board.png');
  await profile.context.close();
  await other.context.close();
}

/** Shows the last minute and waits until it is as good as full. */
async function fill(page: Page): Promise<void> {
  await page.getByText('1 min', { exact: true }).click();
  const full = () =>
    Number(document.getElementById('chart-cpu')?.getAttribute('data-points') ?? 0) >= 55;
  await page.waitForFunction(full, undefined, { timeout: 120_000 });
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(directory, name);
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = await stat(path);
  if (size > sizeLimit) throw new Error(`${name} has ${size} bytes, more than ${sizeLimit}.`);
}
