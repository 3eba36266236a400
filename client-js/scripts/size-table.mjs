// Measures what a page downloads of this package and of others of its kind, and writes the tables
// into the README: `npm run sizes`. The others are installed into a temporary folder; everything
// goes through the same bundler and the same compressors.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, inFolder, modules, own, sizes } from './measure.mjs';

const readme = new URL('../README.md', import.meta.url);

/** Package, version, and the import of what a page needs to connect, subscribe and publish. */
const PEERS = [
  ['phoenix', '1.8.16', "export { Socket } from 'phoenix'"],
  ['socket.io-client', '4.8.4', "export { io } from 'socket.io-client'"],
  ['pusher-js', '8.6.0', "export { default } from 'pusher-js'"],
  ['centrifuge', '5.8.0', "export { Centrifuge } from 'centrifuge'"],
  ['ably', '2.28.0', "export { Realtime } from 'ably'"],
  [
    'ably',
    '2.28.0',
    "export { BaseRealtime, FetchRequest, WebSocketTransport } from 'ably/modular'",
    ', its smallest set of modules',
  ],
];

const CORE = own('Tidewire');
/** What comes on top of the core when it is imported too. */
const MORE = [
  ['`presence`', own('Tidewire, presence')],
  ['`history`, `members`', own('Tidewire, history, members')],
  ['`stream`', own('Tidewire, stream')],
  ['`reload`', own('Tidewire, reload')],
  ['`ready`, `remedy`', own('Tidewire, ready, remedy')],
  ['all of these', own('*')],
  ['`tidewire/react`', `${CORE};${own('*', 'react')}`],
  ['`tidewire/shared`', `${CORE};${own('*', 'shared')}`],
  ['`tidewire/testing`', `${CORE};${own('*', 'testing')}`],
];

function row(name, { plain, gzip, brotli }, ...rest) {
  const cells = [plain, gzip, brotli].map((bytes) => bytes.toLocaleString('en'));
  return `| ${[name, ...cells, ...rest].join(' | ')} |`;
}

function minus(size, core) {
  const names = ['plain', 'gzip', 'brotli'];
  return Object.fromEntries(names.map((name) => [name, size[name] - core[name]]));
}

function dependenciesOf(folder, name) {
  const manifest = join(folder, 'node_modules', name, 'package.json');
  return Object.keys(JSON.parse(readFileSync(manifest, 'utf8')).dependencies ?? {}).length;
}

async function compared(folder) {
  const rows = [
    '| minified, bytes | plain | gzip | brotli | dependencies |',
    '|---|---:|---:|---:|---:|',
  ];
  const core = await bundle(folder, CORE);
  rows.push(row('**tidewire**: `Tidewire`', sizes(core.code), 0));
  for (const [name, source] of MORE) {
    const { code } = await bundle(folder, source, ['react']);
    rows.push(row(`+ ${name}`, minus(sizes(code), sizes(core.code)), 0));
  }
  const packages = PEERS.map(([name, version]) => `${name}@${version}`);
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund'];
  execFileSync('npm', ['install', ...flags, '--prefix', folder, ...packages], { stdio: 'ignore' });
  for (const [name, version, source, what = ''] of PEERS) {
    const { code } = await bundle(folder, source);
    rows.push(row(`${name} ${version}${what}`, sizes(code), dependenciesOf(folder, name)));
  }
  return rows.join('\n');
}

async function byModule(folder) {
  const core = await bundle(folder, CORE);
  const rows = modules(core).map(
    ({ name, plain, gzip }) => `| \`${name}\` | ${plain.toLocaleString('en')} | ${gzip} |`,
  );
  return ['| file of the core | minified | gzip |', '|---|---:|---:|', ...rows].join('\n');
}

function write(mark, table) {
  const [start, end] = [`<!-- ${mark} -->`, `<!-- /${mark} -->`];
  const text = readFileSync(readme, 'utf8');
  const [before, rest = ''] = text.split(start);
  const after = rest.split(end)[1];
  if (after === undefined) throw new Error(`README.md has no ${start} … ${end}.`);
  writeFileSync(readme, `${before}${start}\n${table}\n${end}${after}`);
  console.log(table);
}

await inFolder(async (folder) => {
  write('sizes', await compared(folder));
  write('modules', await byModule(folder));
});
