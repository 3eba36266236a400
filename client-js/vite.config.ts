import { defineConfig } from 'vite';

/** The library: one ES module, minified, so that a page can load it without a bundler. */
export default defineConfig({
  build: {
    target: 'es2022',
    emptyOutDir: false, // the types of `tsc` are there already
    sourcemap: true,
    minify: 'oxc',
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: () => 'tidewire.js' },
  },
});
