import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bench } from './support/bench.js';
import { settled } from './support/virtual-clock.js';

/** What a browser's document is for the client. */
class FakeDocument extends EventTarget {
  hidden = false;
}

let page: EventTarget;
let document: FakeDocument;

beforeEach(() => {
  page = new EventTarget();
  document = new FakeDocument();
  vi.stubGlobal('document', document);
  vi.stubGlobal('addEventListener', page.addEventListener.bind(page));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function turn(visibility: 'hidden' | 'visible'): void {
  document.hidden = visibility === 'hidden';
  document.dispatchEvent(new Event('visibilitychange'));
}

const WAKINGS: [string, () => void][] = [
  ['online', () => page.dispatchEvent(new Event('online'))],
  ['becoming visible', () => turn('visible')],
  ['resume', () => document.dispatchEvent(new Event('resume'))],
  ['pageshow', () => page.dispatchEvent(new Event('pageshow'))],
];

describe.each(WAKINGS)('%s', (_, wake) => {
  it('cuts the wait for the next try short', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.socket.drop();

    wake();
    await settled();

    expect(bench.sockets).toHaveLength(2);
    expect(bench.state).toEqual({ name: 'connecting', attempt: 2 });
  });

  it('finds a link that died while the page slept', async () => {
    const bench = new Bench();
    await bench.connect({ heartbeat: 25_000 });
    bench.clock.sleep(600_000);

    wake();
    await bench.clock.advance(250);

    expect(bench.state).toMatchObject({ name: 'waiting', reason: 'heartbeat_timeout' });
  });

  it('leaves a good link alone', async () => {
    const bench = new Bench();
    await bench.connect({ heartbeat: 25_000 });
    bench.clock.sleep(10_000);

    wake();
    await bench.clock.advance(250);

    expect(bench.state.name).toBe('connected');
    expect(bench.sockets).toHaveLength(1);
  });

  it('does not wake a client that was told to stay away', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.client.disconnect();

    wake();
    await settled();

    expect(bench.sockets).toHaveLength(1);
  });
});

describe('a page', () => {
  it.each([
    ['a server', { ok: {} }],
    ['an older server, which does not know it', { error: { code: 'bad_request', message: 'No.' } }],
  ])('that wakes pings its link, and believes the answer of %s', async (_, answer) => {
    const bench = new Bench();
    await bench.connect({ heartbeat: 25_000 });
    await bench.clock.advance(10_000);
    turn('visible');
    const { id, ...request } = bench.socket.take();
    expect(request).toEqual({ ping: {} });

    await bench.clock.advance(2_499);
    bench.socket.receive({ id, ...answer });
    await bench.clock.advance(29_000);

    expect(bench.state.name).toBe('connected');
    expect(bench.sockets).toHaveLength(1);
  });

  it('that is hidden changes nothing', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.socket.drop();

    turn('hidden');
    await settled();

    expect(bench.sockets).toHaveLength(1);
  });

  it('that is left closes its socket, and returns where it was', async () => {
    const bench = new Bench();
    const channel = bench.client.channel('chat:1');
    channel.on('message', () => {});
    await bench.connect();
    bench.message(1);

    page.dispatchEvent(new Event('pagehide'));
    expect(bench.socket.closedWith).toBe(1000);
    expect(bench.state).toEqual({ name: 'idle' });
    expect(bench.clock.pending).toBe(0);

    page.dispatchEvent(new Event('pageshow'));
    const { connect } = await bench.connect();
    expect(connect?.subscribe?.[0]?.since).toEqual({ epoch: 'e', offset: 1 });
    expect(bench.state.name).toBe('connected');
  });

  it('that is left while the client waits stops the wait', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.socket.drop();

    page.dispatchEvent(new Event('pagehide'));
    await bench.clock.advance(60_000);

    expect(bench.sockets).toHaveLength(1);
  });

  it('that is left after disconnect() does not connect when it returns', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.client.disconnect();

    page.dispatchEvent(new Event('pagehide'));
    page.dispatchEvent(new Event('pageshow'));
    await settled();

    expect(bench.sockets).toHaveLength(1);
  });

  it('is listened to no longer after close()', async () => {
    const bench = new Bench();
    await bench.connect();
    bench.client.close();

    page.dispatchEvent(new Event('pagehide'));
    page.dispatchEvent(new Event('pageshow'));

    expect(bench.state.name).toBe('closed');
  });
});

describe('the address', () => {
  it.each([
    ['/ws', 'wss://app.example.com/ws'],
    ['http://localhost:8080/ws', 'ws://localhost:8080/ws'],
    ['https://example.com/ws?region=eu#top', 'wss://example.com/ws?region=eu'],
  ])('%s means %s', async (url, expected) => {
    vi.stubGlobal('location', { href: 'https://app.example.com/chat/7' });
    const { settings } = await import('../src/options.js');

    expect(settings(url, { token: 't', WebSocket: class {} as never }).url).toBe(expected);
  });
});
