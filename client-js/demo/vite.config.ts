import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const page = (path: string) => resolve(import.meta.dirname, path);

/**
 * Builds the demo pages. `tidewire` stays outside of the bundle: the server serves the library's
 * own build at /tidewire.js, so the pages run exactly what users get.
 */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  build: {
    outDir: page('dist'),
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        chat: page('index.html'),
        dashboard: page('dashboard/index.html'),
        board: page('board/index.html'),
      },
      external: ['tidewire'],
      output: { paths: { tidewire: '/tidewire.js' } },
    },
  },
});
