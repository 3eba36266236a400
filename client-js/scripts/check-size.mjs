// Fails the build when the core, gzipped, outgrows its limit.
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const LIMIT = 8_160; // zlib's versions differ by some bytes
const bundle = readFileSync(new URL('../dist/tidewire.js', import.meta.url));
const size = gzipSync(bundle, { level: 9 }).length;
const brotli = brotliCompressSync(bundle).length;

console.log(`dist/tidewire.js: ${size} bytes gzipped (limit ${LIMIT}), ${brotli} with brotli`);
if (size > LIMIT) {
  console.error(`The bundle is ${size - LIMIT} bytes over its limit.`);
  process.exitCode = 1;
}
