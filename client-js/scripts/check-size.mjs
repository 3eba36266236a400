// Fails the build when the core, gzipped, outgrows its limit. The core is what an application
// downloads that imports the client: it connects, authenticates, subscribes, publishes, resumes,
// follows a node that drains, and refreshes its token.
import { bundle, inFolder, own, sizes } from './measure.mjs';

const LIMIT = 6_144;
const { code } = await inFolder((folder) => bundle(folder, own('Tidewire')));
const { gzip, brotli } = sizes(code);

console.log(`import { Tidewire }: ${gzip} bytes gzipped (limit ${LIMIT}), ${brotli} with brotli`);
if (gzip > LIMIT) {
  console.error(`The core is ${gzip - LIMIT} bytes over its limit.`);
  process.exitCode = 1;
}
