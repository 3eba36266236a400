import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { freePort } from './server.js';
import { until } from './until.js';

/** The name of a Redis or Valkey that is installed. */
export function findRedis(): string | undefined {
  return ['redis-server', 'valkey-server'].find((command) => {
    try {
      execFileSync(command, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

/** A Redis of its own, which keeps nothing. */
export class Redis {
  readonly url: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess) {
    this.url = url;
    this.#process = process;
  }

  static async start(command: string): Promise<Redis> {
    const port = await freePort();
    const memoryOnly = ['--save', '', '--appendonly', 'no', '--bind', '127.0.0.1'];
    const child = spawn(command, ['--port', `${port}`, ...memoryOnly], { stdio: 'ignore' });
    await until(() => listens(port), 'Redis to listen');
    return new Redis(`redis://127.0.0.1:${port}`, child);
  }

  async stop(): Promise<void> {
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
