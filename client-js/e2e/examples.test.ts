import { resolve } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launch } from './harness/browser.js';
import { Server } from './harness/server.js';
import { Stage } from './harness/stage.js';

const chromium = findChromium();

/** An example of the README as a page, built as an application would: against the package. */
async function pageOf(file: string, body = ''): Promise<string> {
  const result = await build({
    configFile: false,
    root: resolve(import.meta.dirname, '..'),
    logLevel: 'warn',
    oxc: { jsx: { runtime: 'automatic', development: false } },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'esnext',
      lib: { entry: `examples/${file}`, formats: ['es'], fileName: 'example' },
    },
  });
  const { output } = (Array.isArray(result) ? result[0] : result) as {
    output: { code?: string }[];
  };
  const code = output[0]?.code?.replaceAll('</script', '<\\/script');
  return `<!doctype html><body>${body}<script type="module">${code}</script></body>`;
}

describe.skipIf(chromium === undefined)('the examples of the README', () => {
  let server: Server;
  let browser: Browser;
  let stage: Stage;
  let contexts: BrowserContext[] = [];

  beforeAll(async () => {
    server = await Server.start();
    browser = await launch(chromium ?? '');
  });

  beforeEach(async () => {
    stage = await Stage.before(server.socketUrl);
    let last = 0;
    stage.token = () => server.devToken(`user-${++last}`, 'Somebody');
  });

  afterEach(async () => {
    for (const context of contexts) await context.close();
    contexts = [];
    await stage.close();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });

  async function open(file: string, body?: string): Promise<Page> {
    stage.pages.set(`/${file}`, await pageOf(file, body));
    const context = await browser.newContext();
    contexts.push(context);
    return visit(context, file);
  }

  async function visit(context: BrowserContext, file: string): Promise<Page> {
    const page = await context.newPage();
    page.on('pageerror', (error) => expect.unreachable(error.message));
    await page.goto(`${stage.origin}/${file}`);
    return page;
  }

  it('chat.ts: two people talk, also over a cut', async () => {
    const ann = await open('chat.ts');
    const people = ann.locator('#people');
    await expect.poll(() => people.innerText()).toBe('user-1');
    const ben = await open('chat.ts');
    await expect.poll(() => people.innerText()).toBe('user-1, user-2');
    const say = async (page: Page, text: string) => {
      await page.getByLabel('Message').fill(text);
      await page.getByLabel('Message').press('Enter');
    };
    await say(ann, 'hello');
    await ben.getByText('user-1: hello').waitFor();
    stage.refusing = true;
    stage.cut();
    await say(ben, 'kept');
    await ben.getByText('Offline.').waitFor();
    stage.refusing = false;

    await ann.getByText('user-2: kept').waitFor();
    await expect.poll(() => ben.locator('#status').innerText()).toBe('');
    expect(await ann.locator('li').allInnerTexts()).toEqual(['user-1: hello', 'user-2: kept']);
  });

  it('server-rendered.ts: goes on where the page was made, and reloads after a gap', async () => {
    const rights = { 'feed:*': ['subscribe'] };
    stage.token = () => server.token({ user: 'reader', caps: rights, ttl: '1h' });
    const position = await server.publish('feed:stock', { change: 10 });
    await server.publish('feed:stock', { change: 1 });
    const body = (stock: object) =>
      `<p id="count"></p><script id="stock" type="application/json">${JSON.stringify(stock)}</script>`;
    const page = await open('server-rendered.ts', body({ count: 10, position }));
    const count = () => page.locator('#count').innerText();
    await expect.poll(count).toBe('11');

    const lost = { epoch: 'forgotten', offset: 7 };
    const now = await server.publish('feed:stock', { change: 5 });
    stage.pages.set('/stock', JSON.stringify({ count: 16, position: now }));
    const other = await open('server-rendered.ts', body({ count: 1, position: lost }));
    await expect.poll(() => other.locator('#count').innerText()).toBe('16');
    await server.publish('feed:stock', { change: 2 });

    for (const each of [page, other]) {
      await expect.poll(() => each.locator('#count').innerText()).toBe('18');
    }
  });

  it('cursors.ts: one sees where the other points', async () => {
    const [ann, ben] = [await open('cursors.ts'), await open('cursors.ts')];
    await expect
      .poll(async () => {
        await ann.mouse.move(Math.random() * 300, 200);
        return ben.locator('b').count();
      })
      .toBe(1);

    await ben.locator('b').getByText('user-1').waitFor();
  });

  it('react.tsx: a room of components', async () => {
    for (let n = 1; n <= 30; n++) await server.publish('chat:react', { text: `line ${n}` });
    const page = await open('react.tsx');
    await page.getByText('1 here').waitFor();
    await expect.poll(() => page.locator('li').count()).toBe(20);
    await page.getByRole('button', { name: 'Earlier messages' }).click();
    await expect.poll(() => page.locator('li').count()).toBe(30);
    await page.getByRole('button', { name: 'Say hello' }).click();

    await page.getByText('user-1: Hello!').waitFor();
  });

  it('tabs.ts: two tabs, one connection', async () => {
    const rights = { 'user:{sub}': ['subscribe'] };
    stage.token = () => server.token({ user: 'alice', caps: rights, ttl: '1h' });
    const first = await open('tabs.ts');
    const second = await visit(first.context(), 'tabs.ts');
    await expect
      .poll(async () => {
        await server.publish('user:alice', { title: 'Your order is on its way' });
        const lists = [first.locator('li').count(), second.locator('li').count()];
        return Math.min(...(await Promise.all(lists))) > 0;
      })
      .toBe(true);
    expect(stage.accepted).toBe(1);

    await second.getByRole('button', { name: 'Mute' }).click();
    await second.getByRole('button', { name: 'Muted' }).waitFor();
  });
});
