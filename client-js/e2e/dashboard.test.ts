import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launch, Profile } from './harness/browser.js';
import { Server } from './harness/server.js';

const chromium = findChromium();
const charts = ['cpu', 'memory', 'network', 'disk'];

describe.skipIf(chromium === undefined)('the dashboard', () => {
  let server: Server;
  let browser: Browser;
  let profile: Profile;
  let page: Page;

  beforeAll(async () => {
    server = await Server.start();
    browser = await launch(chromium ?? '');
    profile = await Profile.open(browser, server.origin);
    page = await profile.visit('/dashboard/');
  });

  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });

  const points = (on: Page, chart: string) =>
    on.locator(`#chart-${chart}`).getAttribute('data-points').then(Number);

  const pixels = (chart: string) =>
    page.locator(`#chart-${chart} canvas`).evaluate((c) => (c as HTMLCanvasElement).toDataURL());

  it('draws this very machine, and the charts move', async () => {
    await page.locator('#chart-cpu[data-points]').waitFor();
    const before = await points(page, 'cpu');
    const drawn = await pixels('cpu');
    await expect.poll(() => points(page, 'cpu'), { timeout: 15_000 }).toBeGreaterThan(before + 2);
    expect(await pixels('cpu')).not.toBe(drawn);
    for (const chart of charts) {
      expect(await page.locator(`#chart-${chart} .summary`).innerText()).toMatch(/now .*average/);
    }
    expect(await page.locator('#tile-memoryUsed').innerText()).toMatch(/[\d.]+ [kMGT]B/);
    expect(await page.locator('#tile-connections .tile-value').innerText()).toMatch(/^\d+$/);
    expect(await page.locator('#lag').innerText()).toMatch(/^\d+ ms$|^\d\.\d s$/);
  });

  it('shows a late visitor the last minutes at once', async () => {
    await expect.poll(() => points(page, 'cpu'), { timeout: 20_000 }).toBeGreaterThanOrEqual(8);
    const late = await profile.visit('/dashboard/');
    await late.locator('#chart-cpu[data-points]').waitFor();
    expect(await points(late, 'cpu')).toBeGreaterThanOrEqual(7);
    await late.close();
  });

  it('changes the window, pauses and goes on', async () => {
    await page.getByRole('radio', { name: '15 min' }).focus();
    await page.keyboard.press('Space');
    await page.getByText('Last 15 min.').first().waitFor();
    const pause = page.getByRole('button', { name: 'Pause' });
    await pause.click();
    const resume = page.getByRole('button', { name: 'Resume' });
    expect(await resume.getAttribute('aria-pressed')).toBe('true');
    const frozen = await points(page, 'cpu');
    const other = await profile.visit('/dashboard/');
    await other.locator('#chart-cpu[data-points]').waitFor();
    const start = await points(other, 'cpu');
    await expect.poll(() => points(other, 'cpu'), { timeout: 15_000 }).toBeGreaterThan(start + 2);
    await other.close();
    expect(await points(page, 'cpu')).toBe(frozen);
    await resume.click();
    await expect.poll(() => points(page, 'cpu')).toBeGreaterThan(frozen + 2);
  });

  it('fills in what it missed while its connection was cut', async () => {
    const size = await points(page, 'cpu');
    await page.getByRole('button', { name: 'Cut connection' }).click();
    await page.locator('#status[data-tone="cut"]').waitFor();
    await page.locator('#lag[data-late="true"]').waitFor({ timeout: 15_000 });
    await page.getByRole('button', { name: 'Reconnect' }).click();
    await page.locator('#status[data-tone="calm"]').waitFor();
    await expect.poll(() => points(page, 'cpu')).toBeGreaterThan(size + 2);
    await page.locator('#lag[data-late="false"]').waitFor();
  });

  it('complains about nothing', () => {
    expect(profile.complaints()).toEqual([]);
  });
});
