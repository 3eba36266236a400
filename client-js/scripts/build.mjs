// Builds the package: every entry as an ES module and as CommonJS, the core also for a script tag,
// and the types of each.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { minify } from 'terser';
import { build } from 'vite';
import { INTERNAL_NAMES } from './internal-names.mjs';

const root = new URL('..', import.meta.url).pathname;
const dist = `${root}dist`;

/** File name to source. What another entry has is imported from it, never copied. */
const ENTRIES = {
  tidewire: 'src/index.ts',
  react: 'src/react/index.ts',
  shared: 'src/shared/index.ts',
  testing: 'src/testing/index.ts',
};

/** The formats and what the entries are called in each, so that they find each other. */
const FORMATS = {
  es: (name) => `${name}.js`,
  cjs: (name) => `${name}.cjs`,
};

async function bundle(name, format, fileName) {
  const isCore = name === 'tidewire';
  await build({
    configFile: false,
    root,
    logLevel: 'warn',
    build: {
      target: 'es2022',
      sourcemap: true,
      emptyOutDir: false,
      lib: { entry: ENTRIES[name], formats: [format], name: 'tidewire', fileName: () => fileName },
      rolldownOptions: {
        external: isCore ? [] : ['tidewire', 'react'],
        // Vite alone leaves the whitespace in an ES library
        output: {
          comments: false,
          minify: { compress: true, mangle: true, codegen: true },
          paths: { tidewire: `./${FORMATS[format]?.('tidewire')}` },
        },
      },
    },
  });
  if (isCore) await shorten(`${dist}/${fileName}`, format === 'es');
}

/** A second pass, which also shortens the names that the parts of the core have for each other. */
async function shorten(file, module) {
  const properties = { regex: new RegExp(`^(${INTERNAL_NAMES.join('|')})$`), builtins: true };
  const { code, map } = await minify(readFileSync(file, 'utf8'), {
    module,
    ecma: 2022,
    compress: { passes: 3 },
    mangle: { properties },
    format: { comments: false },
    sourceMap: {
      content: readFileSync(`${file}.map`, 'utf8'),
      includeSources: true,
      url: `${basename(file)}.map`,
    },
  });
  writeFileSync(file, code);
  writeFileSync(`${file}.map`, map);
}

rmSync(dist, { recursive: true, force: true });
for (const [format, fileName] of Object.entries(FORMATS)) {
  for (const name of Object.keys(ENTRIES)) await bundle(name, format, fileName(name));
}
await bundle('tidewire', 'iife', 'tidewire.iife.js');

execFileSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.build.json'],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
// For pages that load tidewire.iife.js with a script tag: the global `tidewire`.
writeFileSync(
  `${dist}/types/script.d.ts`,
  "export * from './index.js';\nexport as namespace tidewire;\n",
);
// The same declarations once more, in a folder whose files are CommonJS to every tool.
mkdirSync(`${dist}/types-cjs`);
cpSync(`${dist}/types`, `${dist}/types-cjs`, { recursive: true });
writeFileSync(`${dist}/types-cjs/package.json`, '{ "type": "commonjs" }\n');
