import { once } from 'node:events';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { findChromium, launch } from './harness/browser.js';
import { RawClient } from './harness/raw-client.js';
import { Server } from './harness/server.js';
import { Stage } from './harness/stage.js';

const chromium = findChromium();
const agreed = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
/** Long enough to be compressed by either side; not ASCII, and not the same everywhere. */
const text = Array.from({ length: 400 }, (_, line) => `${line}: größer als nötig 🌊`).join('\n');
const compressions = 'tidewire_messages_compressed_total';

let server: Server;
let stage: Stage;

beforeAll(async () => {
  // Only its page is used, which connects to the server itself: the stage's sockets know no extension.
  stage = await Stage.before('');
  server = await Server.start('--compression', '--allowed-origins', stage.origin);
});

afterAll(async () => {
  await server?.dispose();
  await stage?.close();
});

async function connect(user: string, channel: string, offers = true): Promise<RawClient> {
  const client = await RawClient.open(server.socketUrl, { perMessageDeflate: offers });
  const token = await server.devToken(user, user);
  await client.ok({ connect: { token, subscribe: [{ channel }] } });
  return client;
}

describe('compression', () => {
  it('is understood by ws in both directions, beside a client that has none', async () => {
    const channel = 'chat:compressed';
    const ann = await connect('ann', channel);
    const ben = await connect('ben', channel, false);
    expect(ann.extensions).toBe('permessage-deflate');
    expect(ben.extensions).toBe('');

    await ann.ok({ publish: { channel, data: { text } } });
    await ben.ok({ publish: { channel, data: { text: `${text}!` } } });
    for (const client of [ann, ben]) {
      expect(await client.push('message', '"offset":1')).toMatchObject({ data: { text } });
      expect(await client.push('message', '"offset":2')).toMatchObject({
        data: { text: `${text}!` },
      });
    }
    const { messages } = await ann.ok({ history: { channel } });
    expect(messages).toMatchObject([{ data: { text } }, { data: { text: `${text}!` } }]);
    await Promise.all([ann.close(), ben.close()]);
  });

  it('is done once for all subscribers', async () => {
    const channel = 'chat:crowd';
    const crowd = await Promise.all(
      Array.from({ length: 20 }, (_, index) => connect(`user-${index}`, channel)),
    );
    const before = await server.metric(compressions);
    await server.publish(channel, { text });
    for (const client of crowd) {
      expect(await client.push('message')).toMatchObject({ data: { text } });
    }
    await expect.poll(() => server.metric(compressions)).toBe(before + 1);
    await Promise.all(crowd.map((client) => client.close()));
  });

  it('ends a connection that sends a bomb, with 1009', async () => {
    const socket = new NodeSocket(server.socketUrl, 'tidewire.v1', { perMessageDeflate: true });
    await once(socket, 'open');
    socket.send(' '.repeat(20_000_000));
    const [code] = await once(socket, 'close');
    expect(code).toBe(1009);
    await expect
      .poll(() => server.metric('tidewire_inflate_refused_total{reason="too_big"}'))
      .toBe(1);
  });

  it('is off by default', async () => {
    const plain = await Server.start();
    try {
      const client = await RawClient.open(plain.socketUrl, { perMessageDeflate: true });
      expect(client.extensions).toBe('');
      await client.close();
    } finally {
      await plain.dispose();
    }
  });
});

describe.skipIf(chromium === undefined)('compression in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch(chromium ?? '');
  });

  afterAll(() => browser?.close());

  it('is offered by it, and understood in both directions', async () => {
    const page = await browser.newPage();
    await page.goto(stage.origin);
    const token = await server.devToken('carol', 'Carol');
    const seen = await page.evaluate(
      async ({ url, token, text }) => {
        const channel = 'chat:browser';
        const socket = new WebSocket(url, 'tidewire.v1');
        const frames: Record<string, unknown>[] = [];
        const message = new Promise((resolve, reject) => {
          socket.onclose = (event) => reject(new Error(`closed with ${event.code}`));
          socket.onmessage = (event) => {
            const frame = JSON.parse(event.data);
            frames.push(frame);
            if (frame.id === 1) {
              socket.send(JSON.stringify({ id: 2, publish: { channel, data: text } }));
            }
            if (frame.message) resolve(frame.message.data);
          };
        });
        socket.onopen = () => {
          socket.send(JSON.stringify({ id: 1, connect: { token, subscribe: [{ channel }] } }));
        };
        return { data: await message, extensions: socket.extensions };
      },
      { url: server.socketUrl, token, text },
    );
    expect(seen.extensions).toBe(agreed);
    expect(seen.data).toBe(text);
    await page.close();
  });
});
