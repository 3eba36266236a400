import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Engine, findEngines, type RunningBrowser, type Tabs } from './harness/engine.js';
import { type ClientSpec, LibraryPage } from './harness/library-page.js';
import { Server } from './harness/server.js';
import { Stage } from './harness/stage.js';

/** Only an event of the page can bring a client back within the time of a test. */
const patient = { backoff: { min: 600_000, max: 600_000 } };

for (const engine of Object.values(findEngines())) {
  const suite = describe.skipIf(engine.path === undefined);
  suite(`the library in ${engine.name}`, () => library(engine));
  suite(`the library and the back-forward cache of ${engine.name}`, () => cache(engine));
}

function library({ name, launch }: Engine): void {
  let server: Server;
  let browser: RunningBrowser;
  let stage: Stage;
  let tabs: Tabs;
  let channel: string;

  beforeAll(async () => {
    server = await Server.start();
    browser = await launch();
  });

  beforeEach(async () => {
    stage = await Stage.before(server.socketUrl);
    stage.token = () => server.devToken('alice', 'Alice');
    tabs = await browser.newTabs();
    channel = `chat:${randomUUID()}`;
  });

  afterEach(async () => {
    await tabs.close();
    await stage.close();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.dispose();
  });

  function open(): Promise<LibraryPage> {
    return LibraryPage.open(tabs, stage.origin);
  }

  async function listen(spec: Partial<ClientSpec> = {}): Promise<LibraryPage> {
    const page = await open();
    await page.listen({ channel, ...spec });
    return page;
  }

  /** Publishes the numbers from `first` to `last` as a back end. */
  async function publish(first: number, last: number): Promise<void> {
    for (let n = first; n <= last; n++) await server.publish(channel, n);
  }

  const numbers = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

  it('loses and repeats nothing when connections break in the middle of a stream', async () => {
    const page = await listen({ options: { backoff: { min: 50, max: 200 } } });
    for (let n = 0; n < 6; n++) {
      await publish(n * 50 + 1, n * 50 + 50);
      stage.cut();
    }

    await page.sees(numbers(300));
    expect(await page.gaps()).toEqual([]);
    expect(stage.accepted).toBeGreaterThan(1);
  });

  it('comes back at once when the browser is on line again', async () => {
    const page = await listen({ options: patient });
    await page.tab.setOffline(true);
    stage.cut();
    await page.is('waiting');
    await publish(1, 3);
    await page.tab.setOffline(false);

    await page.sees([1, 2, 3]);
  });

  it('keeps its connection with new tokens when the old ones expire', async () => {
    const caps = { 'chat:*': ['*'] };
    let asked = 0;
    stage.token = () => {
      asked++;
      return server.token({ user: 'alice', caps, ttl: '6s' });
    };
    const page = await listen();
    await expect.poll(() => asked, { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
    await publish(1, 1);

    await page.sees([1]);
    expect(new Set(await page.states())).toEqual(new Set(['connecting', 'connected']));
    expect(stage.accepted).toBe(1);
  });

  it('ends for good with a token that expires and cannot be renewed', async () => {
    const token = await server.token({ user: 'alice', caps: { 'chat:*': ['*'] }, ttl: '2s' });
    const page = await listen({ token });

    await page.is('closed');
    expect(await page.state()).toMatchObject({ reason: 'token_expired' });
  });

  // Firefox freezes no pages: it knows neither the state nor the events of it
  it.skipIf(name === 'Firefox')('catches up when a frozen page is thawed', async () => {
    const page = await listen();
    const { playwright } = page.tab;
    const devtools = await playwright?.context().newCDPSession(playwright);
    await devtools?.send('Page.setWebLifecycleState', { state: 'frozen' });
    stage.cut();
    await publish(1, 3);
    await devtools?.send('Page.setWebLifecycleState', { state: 'active' });

    await page.sees([1, 2, 3]);
  });

  it('finds out that its connection died behind the back of a hidden page', async () => {
    const page = await listen({ options: patient });
    await page.run(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    stage.cut();
    await page.is('waiting');
    await publish(1, 2);
    await page.run(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'visible' });
      document.dispatchEvent(new Event('visibilitychange'));
    });

    await page.sees([1, 2]);
  });

  it('survives a day of sleep: other tokens, other connections, the same messages', async () => {
    let asked = 0;
    stage.token = () => {
      asked++;
      // Nobody is let in with the token of the day before, also when the sleep begins late.
      if (asked === 2) stage.refusing = false;
      return server.devToken('alice', 'Alice');
    };
    const page = await listen();
    await publish(1, 1);
    await page.sees([1]);
    stage.cut();
    stage.refusing = true;
    await publish(2, 3);
    await page.sleep(24 * 3_600_000);

    await page.sees([1, 2, 3]);
    expect(await page.gaps()).toEqual([]);
    expect(asked).toBe(2);
  });

  it('finds out after a sleep that a connection is dead though it looks open', async () => {
    const page = await listen();
    stage.silence();
    await page.sleep(3_600_000);

    await expect.poll(() => stage.accepted).toBeGreaterThan(1);
    await page.is('connected');
  });

  // time cannot be moved in Firefox, and in real time this would take half a minute
  it.skipIf(name === 'Firefox')('finds by itself that a connection is dead', async () => {
    const page = await open();
    const { clock } = page.tab.playwright ?? expect.unreachable('This is not Chromium.');
    await clock.install();
    await page.listen({ channel });
    stage.silence();
    await clock.fastForward('01:00:00');

    await expect.poll(() => stage.accepted, { timeout: 30_000 }).toBeGreaterThan(1);
    await page.is('connected');
  });

  it('hands over to another node without a cut, a loss or a repetition', async () => {
    const page = await listen();
    const publishing = publish(1, 200);
    for (let n = 0; n < 3; n++) {
      const before = stage.accepted;
      stage.drain(200, 2_000);
      await expect.poll(() => stage.accepted, { timeout: 10_000 }).toBe(before + 1);
      await expect.poll(() => stage.open, { timeout: 10_000 }).toBe(1);
    }
    await publishing;

    await page.sees(numbers(200));
    expect(new Set(await page.states())).toEqual(new Set(['connecting', 'connected']));
    expect(await page.gaps()).toEqual([]);
  });

  it('goes on when the server is killed and started again', async () => {
    const page = await listen({ options: { backoff: { min: 100, max: 500 } } });
    await publish(1, 5);
    await page.sees([1, 2, 3, 4, 5]);
    await server.kill();
    await page.is('waiting');
    const published = page.publish(channel, 'from the dark');
    await server.startAgain();
    await published;
    await publish(7, 8);

    // what the embedded broker has forgotten is told as a gap, and what was on the way arrives
    await page.sees([1, 2, 3, 4, 5, 'from the dark', 7, 8]);
  });

  it('shares one socket among tabs, and finds another leader when theirs is closed', async () => {
    // Firefox hides the tabs behind the newest one, and a hidden leader hands over: here none is hidden
    const share = async () => {
      const page = await open();
      await page.run(() => {
        Object.defineProperty(document, 'visibilityState', { value: 'visible' });
      });
      await page.listen({ channel, shared: true });
      return page;
    };
    const [first, second, third] = [await share(), await share(), await share()];
    expect([stage.open, stage.accepted]).toEqual([1, 1]);
    await publish(1, 3);
    for (const page of [first, second, third]) await page.sees([1, 2, 3]);

    await first.tab.close();
    await publish(4, 6);
    await third.publish(channel, 7);

    for (const page of [second, third]) {
      await page.sees([1, 2, 3, 4, 5, 6, 7]);
      expect(await page.gaps()).toEqual([]);
    }
    expect(stage.open).toBe(1);
  });

  it('takes ten thousand messages in a burst while the page goes on drawing', async () => {
    const page = await listen({ channel: 'typing:flood' });
    await page.run(() => {
      const left = globalThis as unknown as { seen: unknown[]; frames: number };
      left.frames = 0;
      const count = () => {
        if (left.seen.length > 0 && left.seen.length < 10_000) left.frames++;
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    });
    for (let second = 0; second < 10; second++) {
      for (let n = 0; n < 1_000; n++) {
        stage.push({ message: { channel: 'typing:flood', data: second * 1_000 + n, at: 1 } });
      }
      await new Promise((resolve) => setTimeout(resolve, 90));
    }

    await expect.poll(async () => (await page.seen()).length, { timeout: 30_000 }).toBe(10_000);
    const frames = await page.run(() => (globalThis as unknown as { frames: number }).frames);
    expect(frames).toBeGreaterThanOrEqual(5);
  });

  it('leaves no timer, listener or socket behind when it is closed', async () => {
    const page = await open();
    await page.run(() => {
      const left = globalThis as unknown as { timers: Set<unknown>; listeners: number };
      left.timers = new Set();
      left.listeners = 0;
      // the test's own tools listen to other things
      const lifecycle = 'online offline pagehide pageshow resume visibilitychange'.split(' ');
      const { setTimeout, clearTimeout } = globalThis;
      Object.assign(globalThis, {
        setTimeout: (callback: () => void, ms: number) => {
          const id = setTimeout(() => {
            left.timers.delete(id);
            callback();
          }, ms);
          left.timers.add(id);
          return id;
        },
        clearTimeout: (id: ReturnType<typeof setTimeout>) => {
          left.timers.delete(id);
          clearTimeout(id);
        },
      });
      for (const target of [globalThis, document]) {
        const add = target.addEventListener.bind(target);
        target.addEventListener = (type: string, listener: never, options?: never) => {
          if (!lifecycle.includes(type)) return add(type, listener, options);
          left.listeners++;
          const { signal } = (options ?? {}) as AddEventListenerOptions;
          signal?.addEventListener('abort', () => left.listeners--);
          add(type, listener, options);
        };
      }
    });
    await page.listen({ channel });
    const count = () =>
      page.run(() => {
        const left = globalThis as unknown as { timers: Set<unknown>; listeners: number };
        return [left.timers.size, left.listeners];
      });
    const [timers = 0, listeners = 0] = await count();
    expect(timers).toBeGreaterThan(0);
    expect(listeners).toBeGreaterThan(0);
    stage.drain(0, 60_000);
    await expect.poll(() => stage.accepted).toBe(2);

    await page.closeClient();

    expect(await count()).toEqual([0, 0]);
    await expect.poll(() => stage.open).toBe(0);
  });

  it('works in a worker', async () => {
    stage.pages.set(
      '/worker.js',
      `import { Tidewire } from '/lib/tidewire.js';
       const token = async () => (await fetch('/token')).text();
       const client = new Tidewire('/ws', { token });
       client.channel('${channel}').on('subscribed', () => postMessage('subscribed'));
       client.channel('${channel}').on('message', ({ data }) => postMessage(data));`,
    );
    const page = await open();
    await page.run(() => {
      const left = globalThis as unknown as { seen: unknown[] };
      left.seen = [];
      const worker = new Worker('/worker.js', { type: 'module' });
      worker.onmessage = ({ data }) => left.seen.push(data);
    });
    await page.sees(['subscribed']);
    await publish(1, 2);

    await page.sees(['subscribed', 1, 2]);
  });

  it('works from a script tag', async () => {
    stage.pages.set(
      '/script.html',
      `<!doctype html><title>Script</title><script src="/lib/tidewire.iife.js"></script>
       <script>
         const token = async () => (await fetch('/token')).text();
         globalThis.seen = [];
         const client = new tidewire.Tidewire('/ws', { token });
         client.channel('${channel}').on('subscribed', () => seen.push('subscribed'));
         client.channel('${channel}').on('message', ({ data }) => seen.push(data));
       </script>`,
    );
    const page = await open();
    await page.tab.goto(`${stage.origin}/script.html`);
    await page.sees(['subscribed']);
    await publish(1, 1);

    await page.sees(['subscribed', 1]);
  });
}

function cache({ name, launch }: Engine): void {
  // Firefox takes no page that had a WebSocket open when it was left, not even one that closes it on `pagehide`
  it.skipIf(name === 'Firefox')(
    'lets the page into it, and continues when the page comes back out of it',
    async () => {
      const server = await Server.start();
      const browser = await launch();
      const stage = await Stage.before(server.socketUrl);
      try {
        stage.token = () => server.devToken('alice', 'Alice');
        stage.pages.set('/other.html', '<!doctype html><title>Other</title>');
        const page = await LibraryPage.open(await browser.newTabs(), stage.origin);
        await page.listen({ channel: 'chat:cache' });
        await server.publish('chat:cache', 1);
        await page.sees([1]);
        await page.run(() => {
          addEventListener('pageshow', ({ persisted }) => {
            (globalThis as unknown as { persisted: boolean }).persisted = persisted;
          });
        });
        await page.tab.goto(`${stage.origin}/other.html`);
        await expect.poll(() => stage.open).toBe(0);
        await server.publish('chat:cache', 2);
        await page.goBack();

        await page.sees([1, 2]);
        const persisted = await page.run(
          () => (globalThis as unknown as { persisted?: boolean }).persisted,
        );
        expect(persisted).toBe(true);
        expect(await page.gaps()).toEqual([]);
      } finally {
        await browser.close();
        await stage.close();
        await server.dispose();
      }
    },
  );
}
