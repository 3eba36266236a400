// Measures what a page loads of this package and of others of its kind, and writes the table into
// the README: `npm run sizes`. The others are installed into a temporary folder; everything goes
// through the same bundler and the same compressors.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';

const root = new URL('..', import.meta.url).pathname;
const readme = join(root, 'README.md');
const [START, END] = ['<!-- sizes -->', '<!-- /sizes -->'];

/** Package, version, and the import of what a page needs to connect, subscribe and publish. */
const PEERS = [
  ['phoenix', '1.8.16', "export { Socket } from 'phoenix'"],
  ['socket.io-client', '4.8.4', "export { io } from 'socket.io-client'"],
  ['pusher-js', '8.6.0', "export { default } from 'pusher-js'"],
  ['centrifuge', '5.8.0', "export { Centrifuge } from 'centrifuge'"],
  ['ably', '2.28.0', "export { Realtime } from 'ably'"],
];
const OWN = ['', 'react', 'shared', 'testing'];

async function bundle(folder, source, external = []) {
  const entry = join(folder, 'entry.js');
  writeFileSync(entry, source);
  const result = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      target: 'es2022',
      lib: { entry, formats: ['es'], fileName: 'bundle' },
      rolldownOptions: {
        external,
        output: { comments: false, minify: { compress: true, mangle: true, codegen: true } },
      },
    },
  });
  const code = result[0].output.map((chunk) => chunk.code ?? '').join('');
  return {
    plain: Buffer.byteLength(code),
    gzip: gzipSync(code, { level: 9 }).length,
    brotli: brotliCompressSync(code).length,
  };
}

function row(name, { plain, gzip, brotli }, dependencies) {
  const cells = [plain, gzip, brotli].map((bytes) => bytes.toLocaleString('en'));
  return `| ${name} | ${cells.join(' | ')} | ${dependencies} |`;
}

function dependenciesOf(folder, name) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  return Object.keys(JSON.parse(readFileSync(manifest, 'utf8')).dependencies ?? {}).length;
}

const folder = mkdtempSync(join(tmpdir(), 'tidewire-sizes-'));
const rows = [
  '| minified, bytes | plain | gzip | brotli | dependencies |',
  '|---|---:|---:|---:|---:|',
];
try {
  for (const name of OWN) {
    const file = name === '' ? 'tidewire' : name;
    const external = name === '' ? [] : [/tidewire\.js$/, 'react'];
    const size = await bundle(
      folder,
      `export * from '${join(root, 'dist', `${file}.js`)}'`,
      external,
    );
    rows.push(row(name === '' ? '**tidewire**' : `tidewire/${name}, on top`, size, 0));
  }
  const packages = PEERS.map(([name, version]) => `${name}@${version}`);
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...flags, '--prefix', folder, ...packages], { stdio: 'ignore' });
  for (const [name, version, source] of PEERS) {
    const size = await bundle(folder, source);
    rows.push(row(`${name} ${version}`, size, dependenciesOf(folder, name)));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const table = rows.join('\n');
console.log(table);
const text = readFileSync(readme, 'utf8');
const [before, rest = ''] = text.split(START);
const after = rest.split(END)[1];
if (after === undefined) throw new Error(`README.md has no ${START} … ${END}.`);
writeFileSync(readme, `${before}${START}\n${table}\n${END}${after}`);
