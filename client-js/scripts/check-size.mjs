// Fails the build when the bundle, gzipped, outgrows its limit.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const LIMIT = 8.5 * 1024;
const bundle = new URL('../dist/tidewire.js', import.meta.url);
const size = gzipSync(readFileSync(bundle), { level: 9 }).length;

console.log(`dist/tidewire.js: ${size} bytes gzipped (limit ${LIMIT})`);
if (size > LIMIT) {
  console.error(`The bundle is ${size - LIMIT} bytes over its limit.`);
  process.exitCode = 1;
}
