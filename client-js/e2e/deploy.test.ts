import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEngines, type RunningBrowser } from './harness/engine.js';
import { LibraryPage } from './harness/library-page.js';
import { findRedis, Redis } from './harness/redis.js';
import { Server } from './harness/server.js';
import { Stage } from './harness/stage.js';

const { chromium } = findEngines();
const command = findRedis();
const numbers = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe.skipIf(!chromium.path || !command)('a deploy of two nodes', () => {
  let redis: Redis;
  let first: Server;
  let second: Server;
  let stage: Stage;
  let browser: RunningBrowser;

  beforeAll(async () => {
    redis = await Redis.start(command ?? '');
    first = await Server.start('--redis', redis.url);
    second = await first.startAnother();
    stage = await Stage.before(first.socketUrl);
    stage.token = () => second.devToken('alice', 'Alice');
    browser = await chromium.launch();
  });

  afterAll(async () => {
    await browser?.close();
    await stage?.close();
    await second?.dispose();
    await first?.dispose();
    await redis?.stop();
  });

  it('moves a page to the other node without a cut, a loss or a repetition', async () => {
    const page = await LibraryPage.open(await browser.newTabs(), stage.origin);
    await page.listen({ channel: 'chat:deploy' });
    await page.run(() => {
      const { client } = globalThis as unknown as { client: { state: { node?: string } } };
      (globalThis as unknown as { before?: string }).before = client.state.node ?? '';
    });
    stage.target = second.socketUrl; // as a balancer does when the node is no longer ready
    const leaving = first.terminate();
    for (let n = 1; n <= 100; n++) await second.publish('chat:deploy', n);
    await leaving;
    await second.publish('chat:deploy', 101);

    await page.sees(numbers(101));
    expect(new Set(await page.states())).toEqual(new Set(['connecting', 'connected']));
    expect(await page.gaps()).toEqual([]);
    const state = await page.state();
    const before = await page.run(() => (globalThis as unknown as { before?: string }).before);
    expect(state.name === 'connected' && state.node).not.toBe(before);
    await expect.poll(() => stage.open).toBe(1);
  });
});
