import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { until } from './until.js';

const command = resolve(import.meta.dirname, '../../../tidewire');
const startUpLimit = 60_000;
const shutDownLimit = 30_000;

/** What a token of `./tidewire token --dev` shall say. */
export type TokenRequest = { user: string; caps: Record<string, string[]>; ttl: string };

/**
 * The real server in development mode, as a child process with ports and a data directory of its own. It can be
 * killed and started again on the same ports and data.
 */
export class Server {
  readonly port: number;
  readonly #internalPort: number;
  readonly #directory: string;
  readonly #flags: readonly string[];
  #process: ChildProcess | undefined;
  #log = '';

  private constructor(
    port: number,
    internalPort: number,
    directory: string,
    flags: readonly string[],
  ) {
    this.#flags = flags;
    this.port = port;
    this.#internalPort = internalPort;
    this.#directory = directory;
  }

  static async start(...flags: readonly string[]): Promise<Server> {
    const directory = await mkdtemp(join(tmpdir(), 'tidewire-e2e-'));
    const server = new Server(await freePort(), await freePort(), directory, flags);
    await server.startAgain();
    return server;
  }

  /** Another node with the same development secret. */
  async startAnother(): Promise<Server> {
    const ports = [await freePort(), await freePort()] as const;
    const server = new Server(...ports, this.#directory, this.#flags);
    await server.startAgain();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get socketUrl(): string {
    return `ws://127.0.0.1:${this.port}/ws`;
  }

  /** Starts the process and waits until it is ready. */
  async startAgain(): Promise<void> {
    const ports = ['--port', `${this.port}`, '--internal-port', `${this.#internalPort}`];
    const child = spawn(command, ['serve', '--dev', ...ports, ...this.#flags], {
      env: this.#environment(),
      detached: true, // a process group of its own, so that a signal reaches what the launcher starts
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
    try {
      await until(() => this.#isReady(child), 'the server to be ready', startUpLimit);
    } catch (cause) {
      await this.kill();
      throw new Error(`The server did not start:\n${this.#log}`, { cause });
    }
  }

  /** Ends it without a word, as a power cut does. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Asks it to leave, and waits until it has. */
  async terminate(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** Ends it and removes its data. */
  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }

  /** Publishes as a back end, through the server API. */
  async publish(channel: string, data: unknown): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.#internalPort}/api/publish`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer dev' },
      body: JSON.stringify({ channel, data }),
    });
    if (!response.ok) throw new Error(`Publish: HTTP ${response.status} ${await response.text()}`);
    return response.json();
  }

  /** A figure of `/metrics`, by its whole name with labels; 0 when it has not been counted yet. */
  async metric(name: string): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${this.#internalPort}/metrics`);
    const lines = (await response.text()).split('\n');
    const found = lines.find((line) => line.startsWith(`${name} `));
    return found === undefined ? 0 : Number(found.slice(name.length + 1));
  }

  /** A token of the page's kind. */
  async devToken(user: string, name: string): Promise<string> {
    const response = await fetch(`${this.origin}/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, name }),
    });
    const { token } = (await response.json()) as { token: string };
    return token;
  }

  /** A token from the command line, signed with the same development secret. */
  async token({ user, caps, ttl }: TokenRequest): Promise<string> {
    const options = ['--user', user, '--caps', JSON.stringify(caps), '--ttl', ttl];
    const { stdout } = await promisify(execFile)(command, ['token', '--dev', ...options], {
      env: this.#environment(),
    });
    return stdout.trim();
  }

  #environment(): NodeJS.ProcessEnv {
    // The server refuses variables of its prefix that it does not know, and these tests have one.
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('TIDEWIRE_'));
    return {
      ...Object.fromEntries(inherited),
      TIDEWIRE_DATA_DIR: this.#directory,
      TIDEWIRE_NO_BUILD: '1',
    };
  }

  async #isReady(child: ChildProcess): Promise<boolean> {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}.`);
    try {
      const health = await fetch(`http://127.0.0.1:${this.#internalPort}/health/ready`);
      return health.ok;
    } catch {
      return false; // Nothing listens yet.
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit', { signal: AbortSignal.timeout(shutDownLimit) });
    process.kill(-child.pid, signal);
    await ended;
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  if (address === null || typeof address === 'string') throw new Error('The probe has no port.');
  return address.port;
}
