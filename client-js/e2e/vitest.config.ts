import { defineConfig } from 'vitest/config';

/** The tests against the real server and a real browser: one file at a time, each with a server of its own. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
  },
});
