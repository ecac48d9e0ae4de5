import { cpSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';

const root = import.meta.dirname;
// electron-vite's table of versions ends before ours, so the targets are named here (docs/decisions/0008).
const nodeTarget = 'node24';
const { version } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as { version: string };

/** Files that code reads beside itself at run time: the bundle has them beside itself as well. */
const filesBesideCode = [
  'src/lab/report/html/report.css',
  'src/lab/report/html/report-tables.css',
  'src/lab/report/html/report-client.js',
  'src/lab/report/html/report-tables.js',
  'src/lab/report/figures/font/arimo.ttf',
];

export default defineConfig({
  main: {
    plugins: [
      {
        name: 'files-beside-code',
        writeBundle({ dir = 'out/main' }) {
          for (const file of filesBesideCode) cpSync(resolve(root, file), join(dir, file.split('/').at(-1) ?? ''));
        },
      },
    ],
    build: {
      target: nodeTarget,
      outDir: 'out/main',
      rolldownOptions: {
        // Every worker is an entry, found beside the code that starts it (src/lab/worker-paths.ts).
        input: {
          index: resolve(root, 'src/main/index.ts'),
          stage: resolve(root, 'src/worker/stage.ts'),
          job: resolve(root, 'src/worker/job.ts'),
          train: resolve(root, 'src/worker/train.ts'),
          chat: resolve(root, 'src/worker/chat.ts'),
        },
        // Shared code must lie in the same folder as the entries: paths are made from where a file lies.
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      outDir: 'out/preload',
      // A sandboxed preload cannot import: it has to be one CommonJS file.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve(root, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    base: '/',
    define: { windowVersion: JSON.stringify(version) },
    plugins: [react()],
    build: {
      target: 'chrome140',
      outDir: resolve(root, 'out/renderer'),
      minify: true,
      emptyOutDir: true,
      chunkSizeWarningLimit: 1000,
      rolldownOptions: { input: resolve(root, 'src/renderer/index.html') },
    },
  },
});
