// What a page downloads: bundles imports as an application would, and weighs the result.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'vite';

const dist = new URL('../dist/', import.meta.url).pathname;

/** An import of something of the package's own files. */
export function own(names, file = 'tidewire') {
  return `export ${names === '*' ? '*' : `{ ${names} }`} from '${join(dist, `${file}.js`)}'`;
}

/** A folder that is gone after `action`. */
export async function inFolder(action) {
  const folder = mkdtempSync(join(tmpdir(), 'tidewire-sizes-'));
  try {
    return await action(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The code of `source` and of all that it imports, and where each character comes from. */
export async function bundle(folder, source, external = []) {
  const entry = join(folder, 'entry.js');
  writeFileSync(entry, source);
  const result = await build({
    configFile: false,
    root: folder,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [{ name: 'source-maps', load: withMap }],
    build: {
      write: false,
      target: 'es2022',
      sourcemap: 'hidden',
      lib: { entry, formats: ['es'], fileName: 'bundle' },
      rolldownOptions: {
        external,
        output: { comments: false, minify: { compress: true, mangle: true, codegen: true } },
      },
    },
  });
  const { code, map } = result[0].output.find(({ isEntry }) => isEntry);
  return { code, map };
}

/** Our own files know what they were made of. */
function withMap(id) {
  if (!id.startsWith(dist)) return null;
  return { code: readFileSync(id, 'utf8'), map: readFileSync(`${id}.map`, 'utf8') };
}

export function gzip(code) {
  return gzipSync(code, { level: 9 }).length;
}

export function sizes(code) {
  return {
    plain: Buffer.byteLength(code),
    gzip: gzip(code),
    brotli: brotliCompressSync(code).length,
  };
}

/**
 * For each source file how many bytes of the bundle are its own, and by how many the compressed
 * bundle would be smaller without these.
 */
export function modules({ code, map }) {
  const sources = new SourceMap(JSON.parse(map.toString()));
  const owners = [];
  for (const [number, line] of code.split('\n').entries()) {
    for (let at = 0; at <= line.length; at++) {
      owners.push(basename(sources.findEntry(number, at).originalSource ?? '', '.ts'));
    }
  }
  const all = gzip(code);
  return [...new Set(owners)]
    .filter((name) => name !== '')
    .map((name) => {
      const rest = [...code].filter((_, at) => owners[at] !== name).join('');
      return { name, plain: code.length - rest.length, gzip: all - gzip(rest) };
    })
    .sort((a, b) => b.plain - a.plain);
}
