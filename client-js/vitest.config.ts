import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

const source = (path: string) => resolve(import.meta.dirname, 'src', path);

export default defineConfig({
  resolve: {
    alias: [
      { find: /^tidewire$/, replacement: source('index.ts') },
      { find: /^tidewire\/(\w+)$/, replacement: source('$1/index.ts') },
    ],
  },
  // properties take long on a busy machine
  test: { include: ['{test,demo,examples}/**/*.test.ts'], testTimeout: 60_000 },
});
