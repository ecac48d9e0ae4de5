/** Builds the parts that run in Electron beside the window: main process, workers, preload script. */
import { resolve } from 'node:path';
import { resolveConfig } from 'electron-vite';
import { build } from 'vite';

// What electron-vite's own build does, but for the window: `serve` may have that open from the same folder.
process.env['NODE_ENV_ELECTRON_VITE'] = 'production';
const { config } = await resolveConfig(
  { root: resolve(import.meta.dirname, '..'), logLevel: 'warn' },
  'build',
  'production',
);
await build(config?.main);
await build(config?.preload);
