import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launch, Profile } from './harness/browser.js';
import { ChatTab } from './harness/chat.js';
import { Server } from './harness/server.js';

const chromium = findChromium();
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

describe.skipIf(chromium === undefined)('for every reader', () => {
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

  /** The controls of the accessibility tree that have no name. */
  async function nameless(page: Page): Promise<string[]> {
    const tree = await page.locator('body').ariaSnapshot();
    const controls = tree
      .split('\n')
      .filter((line) => /- (button|link|textbox|radio)\b/.test(line));
    expect(controls.length).toBeGreaterThan(3);
    return controls.filter((line) => !/- \w+ "[^"]+/.test(line));
  }

  /** What Tab reaches, in order, from the top of the page until it leaves the page. */
  async function tabOrder(page: Page): Promise<string[]> {
    const reached: string[] = [];
    for (let step = 0; step < 40; step++) {
      await page.keyboard.press('Tab');
      const id = await page.evaluate(() => {
        const { activeElement: active } = document;
        return active === document.body ? '' : ((active?.id || active?.textContent) ?? '');
      });
      if (id === '' || reached.includes(id)) break;
      reached.push(id);
    }
    return reached;
  }

  it('the chat page’s controls have names', async () => {
    const tab = await ChatTab.open(profile, 'Ann', 'lobby');
    expect(await nameless(tab.page)).toEqual([]);
    await tab.page.close();
  });

  it('the board’s controls have names', async () => {
    const page = await profile.visit('/board/?name=Ann&board=access');
    await page.locator('#people li').first().waitFor();
    await page.getByRole('button', { name: 'Add note' }).click();
    await page.locator('.note').waitFor();
    expect(await nameless(page)).toEqual([]);
    await page.close();
  });

  it('the dashboard’s controls have names', async () => {
    const page = await profile.visit('/dashboard/');
    await page.locator('#chart-cpu[data-points]').waitFor();
    expect(await nameless(page)).toEqual([]);
    expect(await page.getByRole('figure', { name: 'CPU' }).count()).toBe(1);
    await page.close();
  });

  it('asks a new reader for a name, with the keyboard alone', async () => {
    const fresh = await Profile.open(browser, server.origin);
    const page = await fresh.visit('/');
    const dialog = page.getByRole('dialog', { name: 'What should we call you?' });
    await dialog.waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('name');
    await page.keyboard.type('Zoë');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'You are Zoë.' }).waitFor();
    await page.keyboard.type('no mouse');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('was used');
    await page.keyboard.press('Enter');
    await page.locator('.bubble').getByText('no mouse').waitFor();
    expect(await page.locator('.bubble').innerText()).toBe('no mouse\nwas used');
    await page.reload();
    await page.getByRole('button', { name: 'You are Zoë.' }).waitFor();
    expect(fresh.complaints()).toEqual([]);
    await fresh.context.close();
  });

  it('Tab reaches everything up to the send button', async () => {
    const { page } = await ChatTab.open(profile, 'Ann', 'lobby');
    await page.locator('.brand').focus();
    const order = await tabOrder(page);
    const wanted = ['cut', 'new-room', 'me', 'scroller', 'text', 'send', 'second'];
    expect(order.filter((id) => wanted.includes(id))).toEqual(wanted);
    await page.close();
  });

  it('shows the focus', async () => {
    const { page } = await ChatTab.open(profile, 'Ann', 'lobby');
    await page.locator('.brand').focus();
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement as Element);
      return [style.outlineStyle, Number.parseFloat(style.outlineWidth)];
    });
    expect(outline).toEqual(['solid', 2]);
    await page.close();
  });

  it('the lists slide over the conversation on a phone, and give the focus back', async () => {
    const pocket = await Profile.open(browser, server.origin, phone);
    const { page } = await ChatTab.open(pocket, 'Ann', 'lobby');
    const rooms = page.getByRole('complementary', { name: 'Rooms' });
    expect(await rooms.count()).toBe(0);
    await page.getByRole('button', { name: 'Rooms' }).click();
    await rooms.waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => rooms.count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('open-rooms');
    await page.getByRole('button', { name: 'Rooms' }).click();
    await page.getByRole('link', { name: 'random' }).click();
    await page.getByRole('heading', { name: '#random' }).waitFor();
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
    expect(pocket.complaints()).toEqual([]);
    await pocket.context.close();
  });

  it.each(['/?name=Ann', '/dashboard/', '/board/?name=Ann'])(
    '%s fits a small phone',
    async (path) => {
      const pocket = await Profile.open(browser, server.origin, phone);
      const page = await pocket.visit(path);
      await page.locator('#status[data-tone="calm"]').waitFor();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBe(0);
      await pocket.context.close();
    },
  );

  it('nothing moves for whoever asked for stillness', async () => {
    const still = await Profile.open(browser, server.origin, { reducedMotion: 'reduce' });
    const { page } = await ChatTab.open(still, 'Ann', 'lobby');
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await still.context.close();
  });

  it('text has contrast enough, in light and in dark', async () => {
    for (const colorScheme of ['light', 'dark']) {
      const options = { colorScheme, reducedMotion: 'reduce' };
      const shaded = await Profile.open(browser, server.origin, options);
      const { page } = await ChatTab.open(shaded, 'Ann', 'contrast');
      await page.locator('#text').fill('see me');
      await page.keyboard.press('Enter');
      await page.locator('.mine[data-delivery="sent"]').first().waitFor();
      expect(await faintTexts(page)).toEqual([]);
      await shaded.context.close();
    }
  });

  it('complains about nothing', () => {
    expect(profile.complaints()).toEqual([]);
  });
});

/** Texts whose contrast with what lies under them is below 4.5:1 (WCAG 2.2, 1.4.3). */
function faintTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = 1;
    const pen = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
    const paint = (colours: string[]): number[] => {
      pen.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        pen.fillStyle = colour;
        pen.fillRect(0, 0, 1, 1);
      }
      return [...pen.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    };
    const luminance = (rgb: number[]): number => {
      const [r = 0, g = 0, b = 0] = rgb.map((channel) => {
        const share = channel / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const grounds = (element: Element | null): string[] => {
      if (!element) return ['#fff'];
      return [...grounds(element.parentElement), getComputedStyle(element).backgroundColor];
    };
    const hasText = (element: Element): boolean =>
      [...element.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.textContent?.trim());
    return [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
      .filter(hasText)
      .flatMap((element) => {
        const under = grounds(element);
        const text = luminance(paint([...under, getComputedStyle(element).color]));
        const ground = luminance(paint(under));
        const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
        return ratio < 4.5 ? [`${ratio.toFixed(2)} ${element.textContent?.slice(0, 40)}`] : [];
      });
  });
}
