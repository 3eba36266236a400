import { execFile, execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from './harness/server.js';

const script = resolve(import.meta.dirname, 'harness/runtime.mjs');
const installed = resolve(import.meta.dirname, '../node_modules/.bin');
const runtimes: [name: string, command: string, ...flags: string[]][] = [
  ['Node', process.execPath],
  ['Deno', `${installed}/deno`, 'run', '--allow-all'],
  ['Bun', `${installed}/bun`, 'run'],
];

function canRun(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // npm has none for this system: the test is skipped, and says so
  }
}

describe('the package outside of browsers', () => {
  let server: Server;

  beforeAll(async () => {
    server = await Server.start();
  });

  afterAll(() => server?.dispose());

  for (const [name, command, ...flags] of runtimes) {
    it.skipIf(!canRun(command))(`works in ${name}, and lets it end`, async () => {
      const token = await server.devToken(name, name);
      const args = [...flags, script, server.socketUrl, token];
      const { stdout } = await promisify(execFile)(command, args, { timeout: 50_000 });

      expect(JSON.parse(stdout)).toEqual({ data: 'hello', same: true, left: 0 });
    });
  }

  it('can be required', () => {
    const names = 'Object.keys({...require("tidewire"), ...require("tidewire/shared")}).join()';
    const flags = { cwd: import.meta.dirname, encoding: 'utf8' } as const;
    const printed = execFileSync(process.execPath, ['-p', names], flags);

    expect(printed.trim().split(',').sort()).toEqual([
      'Channel',
      'Tidewire',
      'TidewireError',
      'UnauthorizedError',
      'history',
      'members',
      'presence',
      'ready',
      'reload',
      'remedy',
      'sharedClient',
      'stream',
    ]);
  });
});
