import { randomUUID } from 'node:crypto';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launch, Profile } from './harness/browser.js';
import { Server } from './harness/server.js';

const chromium = findChromium();

describe.skipIf(chromium === undefined)('two people at a board', () => {
  let server: Server;
  let browser: Browser;
  let profiles: Profile[] = [];

  beforeAll(async () => {
    server = await Server.start();
    browser = await launch(chromium ?? '');
  });

  afterEach(async () => {
    for (const profile of profiles) {
      expect(profile.complaints()).toEqual([]);
      await profile.context.close();
    }
    profiles = [];
  });

  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });

  async function open(name: string, board: string): Promise<Page> {
    const profile = await Profile.open(browser, server.origin);
    profiles.push(profile);
    const page = await profile.visit(`/board/?name=${name}&board=${board}`);
    await page.locator('#people li').first().waitFor();
    return page;
  }

  async function pair(): Promise<[Page, Page]> {
    const board = `b-${randomUUID().slice(0, 8)}`;
    return [await open('Ann', board), await open('Ben', board)];
  }

  async function write(page: Page, text: string): Promise<void> {
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
  }

  function texts(page: Page): Promise<string[]> {
    return page
      .locator('.note textarea')
      .evaluateAll((areas) => areas.map((area) => (area as HTMLTextAreaElement).value).sort());
  }

  async function placeOf(note: Locator): Promise<[number, number]> {
    const style = await note.getAttribute('style');
    const part = (name: string) =>
      Number(new RegExp(`--${name}: ([\\d.]+)`).exec(style ?? '')?.[1]);
    return [part('x'), part('y')];
  }

  it('see each other’s notes and where the other points', async () => {
    const [ann, ben] = await pair();
    await write(ann, 'buy tea');
    await expect.poll(() => texts(ben)).toEqual(['buy tea']);
    await write(ben, 'and cake');
    for (const page of [ann, ben])
      await expect.poll(() => texts(page)).toEqual(['and cake', 'buy tea']);

    await ann.mouse.move(400, 400);
    await ann.mouse.move(420, 410);
    await ben.locator('.cursor-name').getByText('Ann').waitFor();
    expect(await ann.locator('#people li').count()).toBe(2);
    await ann.close();
    await ben.locator('.cursor').waitFor({ state: 'detached' });
  });

  it('see a note move while it is dragged, and agree where it was dropped', async () => {
    const [ann, ben] = await pair();
    await write(ann, 'moving');
    const note = ben.locator('.note');
    await note.waitFor();
    const before = await placeOf(note);
    const grip = ann.locator('.note-grip');
    const box = await grip.boundingBox();
    if (!box) throw new Error('The note has no place.');
    await ann.mouse.move(box.x + 40, box.y + 10);
    await ann.mouse.down();
    await ann.mouse.move(box.x + 100, box.y + 60, { steps: 5 });
    await ben.locator('.note.carried').waitFor();
    expect(await placeOf(note)).not.toEqual(before);
    await ann.mouse.up();
    await ben.locator('.note.carried').waitFor({ state: 'detached' });

    await expect.poll(() => placeOf(note)).toEqual(await placeOf(ann.locator('.note')));
  });

  it('keep what is written without a connection, and bring it later', async () => {
    const [ann, ben] = await pair();
    await ben.locator('#cut').click();
    await write(ben, 'from the tunnel');
    await ben.getByText('on the way').waitFor();
    await write(ann, 'meanwhile');
    expect(await texts(ann)).toEqual(['meanwhile']);
    await ben.locator('#cut').click();

    for (const page of [ann, ben]) {
      await expect.poll(() => texts(page)).toEqual(['from the tunnel', 'meanwhile']);
    }
    await expect.poll(() => ben.locator('#facts').innerText()).toBe('2 notes');
  });

  it('move and remove notes with the keyboard', async () => {
    const [ann, ben] = await pair();
    await write(ann, 'keys');
    const note = ben.locator('.note');
    await note.waitFor();
    const [x = 0] = await placeOf(note);
    await ann.locator('.note-grip').focus();
    await ann.keyboard.press('ArrowRight');
    await expect.poll(async () => (await placeOf(note))[0]).toBeCloseTo(Math.min(1, x + 0.02), 5);
    await ann.keyboard.press('Delete');

    await note.waitFor({ state: 'detached' });
    await ann.getByText('0 notes').waitFor();
  });

  it('are shown the board as it is when they come later', async () => {
    const board = `b-${randomUUID().slice(0, 8)}`;
    const ann = await open('Ann', board);
    for (const text of ['one', 'two', 'three']) await write(ann, text);
    await ann
      .locator('.note')
      .filter({ has: ann.locator('textarea') })
      .first()
      .waitFor();
    await ann.locator('.note-remove').first().click();
    await expect.poll(() => texts(ann)).toHaveLength(2);
    const shown = await texts(ann);

    const ben = await open('Ben', board);
    await expect.poll(() => texts(ben)).toEqual(shown);
  });
});
