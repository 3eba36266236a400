// Packs the package as npm would, and fails when a bundler, Node or TypeScript would find something
// wrong in it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const root = new URL('..', import.meta.url).pathname;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

async function lint() {
  const { messages } = await publint({ pkgDir: root, strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, manifest)}`);
}

/**
 * Resolution of TypeScript before 4.7 knows no subpaths, and is left out, like the file for script
 * tags, which is no module.
 */
async function types() {
  const folder = mkdtempSync(join(tmpdir(), 'tidewire-pack-'));
  try {
    const packing = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
    const [{ filename }] = JSON.parse(
      execFileSync('npm', packing, { cwd: root, encoding: 'utf8' }),
    );
    const pack = createPackageFromTarballData(readFileSync(join(folder, filename)));
    const { problems } = await checkPackage(pack, { excludeEntrypoints: ['./script'] });
    return problems
      .filter(({ resolutionKind }) => resolutionKind !== 'node10')
      .map((problem) => `attw: ${JSON.stringify(problem)}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const complaints = [...(await lint()), ...(await types())];
for (const complaint of complaints) console.error(complaint);
console.log(`The package: ${complaints.length} complaints of publint and attw`);
process.exitCode = complaints.length > 0 ? 1 : 0;
