/** Builds the window alone, into out/renderer: what `serve` needs, without Electron's parts. */
import { build } from 'vite';
import config from '../electron.vite.config.ts';

const { renderer } = config as { renderer: object }; // the configuration is a plain object; electron-vite types it wider

// Under vitest the variable says "test", and React would be built as for development.
process.env['NODE_ENV'] = 'production';
await build({ configFile: false, logLevel: 'warn', ...renderer });
