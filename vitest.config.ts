import { defineConfig } from 'vitest/config';
import { requireCurrentNode } from './scripts/setup/node-program.mjs';
import { SummaryReporter } from './test/support/summary-reporter.ts';

requireCurrentNode();

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/browser/global-setup.ts'],
    // Native addons (TensorFlow, SQLite) keep global state and cannot be loaded twice in one process.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 10_000,
    reporters: ['default', new SummaryReporter()],
  },
});
