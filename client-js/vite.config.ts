import { defineConfig } from 'vite';

/** The library: one ES module, so that a page can load it without a bundler. */
export default defineConfig({
  build: {
    target: 'es2022',
    sourcemap: true,
    lib: { entry: 'src/index.ts', formats: ['es'], fileName: () => 'tidewire.js' },
    // Vite alone leaves the whitespace in an ES library
    rolldownOptions: { output: { minify: { compress: true, mangle: true, codegen: true } } },
  },
});
