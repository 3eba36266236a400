import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { Tidewire } from '../src/index.js';

/** Real sockets on the loopback: what the fakes cannot show about the package `ws`. */
let server: WebSocketServer;
let client: Tidewire | undefined;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
});

function address(): string {
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`;
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

afterEach(async () => {
  client?.close();
  for (const socket of server.clients) socket.terminate();
  server.close();
  await once(server, 'close');
});

it('reads a reply and the pushes that come in one piece with it', async () => {
  const expires = Math.floor(Date.now() / 1000) + 3600;
  const reply = { session: 's', user: 'u', node: 'n', expires, heartbeat: 25_000 };
  const subscribed = [{ channel: 'chat:1', epoch: 'e', offset: 0 }];
  const push = (offset: number) => ({
    message: { channel: 'chat:1', offset, data: offset, at: 1 },
  });
  server.on('connection', (socket, request) => {
    const tcp = request.socket;
    socket.once('message', () => {
      tcp.cork();
      socket.send(JSON.stringify({ id: 1, ok: { ...reply, subscribed } }));
      for (const offset of [1, 2, 3]) socket.send(JSON.stringify(push(offset)));
      tcp.uncork();
    });
  });
  client = new Tidewire(address(), { token: 't', WebSocket });
  const seen: unknown[] = [];
  const { promise: third, resolve } = deferred<void>();
  client.channel('chat:1').on('message', ({ offset }) => {
    seen.push(offset);
    if (offset === 3) resolve();
  });

  await third;

  expect(seen).toEqual([1, 2, 3]);
  expect(server.clients.values().next().value?.protocol).toBe('tidewire.v1');
});

it('may be told to go away before the socket is open', async () => {
  const { promise: made, resolve } = deferred<WebSocket>();
  class Announced extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols);
      resolve(this);
    }
  }
  client = new Tidewire(address(), { token: 't', WebSocket: Announced });
  const first = await made;
  expect(first.readyState).toBe(WebSocket.CONNECTING);

  client.disconnect();
  await new Promise((closed) => first.once('close', closed)); // `ws` emits an error before
  client.connect();
  await once(server, 'connection');

  expect(client.state.name).toBe('connecting');
});
