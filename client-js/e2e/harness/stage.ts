import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { WebSocket, WebSocketServer } from 'ws';

const library = resolve(import.meta.dirname, '../../dist');
const stage = `<!doctype html><html lang="en"><title>Stage</title><script type="module">
  import * as core from '/lib/tidewire.js';
  import * as more from '/lib/shared.js';
  globalThis.library = { ...core, ...more };
</script></html>`;
const types: Record<string, string> = { js: 'text/javascript', html: 'text/html' };

/**
 * A web server with an empty page that has loaded the built library, and between its sockets and the real
 * server a hand that can cut, refuse, drain and flood them.
 */
export class Stage {
  /** New connections are turned away, as by a server that is down. */
  refusing = false;
  /** How many connections there have been. */
  accepted = 0;
  /** What `/token` answers. */
  token: () => Promise<string> = async () => '';
  /** The server that new connections are led to. */
  target: string;
  /** More pages, by path. */
  readonly pages = new Map<string, string>();
  readonly #http: HttpServer;
  readonly #front = new WebSocketServer({ noServer: true });
  #silent: ReadonlySet<WebSocket> = new Set();

  private constructor(target: string) {
    this.target = target;
    this.#http = createServer((request, response) => {
      this.#serve(request.url ?? '/', response).catch(() => response.writeHead(404).end());
    });
    this.#http.on('upgrade', (request, socket, head) => {
      if (this.refusing) socket.destroy();
      else this.#front.handleUpgrade(request, socket, head, (near) => this.#join(near));
    });
  }

  static async before(target: string): Promise<Stage> {
    const stage = new Stage(target);
    stage.#http.listen(0, '127.0.0.1');
    await once(stage.#http, 'listening');
    return stage;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** How many connections are open. */
  get open(): number {
    return this.#front.clients.size;
  }

  /** Breaks all connections. */
  cut(): void {
    for (const near of this.#front.clients) near.terminate();
  }

  /** Connections stay open, and nothing comes through them any more. */
  silence(): void {
    this.#silent = new Set(this.#front.clients);
  }

  /** Says to all connections that their node is leaving, and closes them later. */
  drain(reconnectIn: number, closeAfter: number): void {
    for (const near of this.#front.clients) {
      near.send(JSON.stringify({ draining: { reconnectIn } }));
      setTimeout(() => near.close(4000, 'going_away'), closeAfter).unref();
    }
  }

  /** Pushes something to all connections. */
  push(frame: object): void {
    for (const near of this.#front.clients) near.send(JSON.stringify(frame));
  }

  async close(): Promise<void> {
    this.cut();
    this.#http.closeAllConnections();
    this.#http.close();
    await once(this.#http, 'close');
  }

  #join(near: WebSocket): void {
    this.accepted++;
    const far = new WebSocket(this.target, 'tidewire.v1');
    const early: string[] = [];
    near.on('message', (data) => {
      if (far.readyState === WebSocket.OPEN) far.send(String(data));
      else early.push(String(data));
    });
    far.on('open', () => {
      for (const text of early) far.send(text);
    });
    far.on('message', (data) => !this.#silent.has(near) && near.send(String(data)));
    far.on('close', (code, reason) => {
      if (code >= 1000 && code !== 1005 && code !== 1006) near.close(code, reason);
      else near.terminate();
    });
    far.on('error', () => near.terminate());
    near.on('close', () => far.terminate());
    near.on('error', () => far.terminate());
  }

  async #serve(url: string, response: ServerResponse): Promise<void> {
    const path = url.split('?')[0] ?? '/';
    if (path === '/token') return void response.end(await this.token());
    const page = path === '/' ? stage : this.pages.get(path);
    const type = types[path.split('.').at(-1) ?? ''] ?? 'text/html';
    const body = page ?? (await readFile(join(library, path.replace('/lib/', ''))));
    response.writeHead(200, { 'content-type': type }).end(body);
  }
}
