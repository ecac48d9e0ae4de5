/** Builds the window alone, into out/renderer: what `serve` needs, without Electron's parts. */
import { build } from 'vite';
import config from '../electron.vite.config.ts';

const { renderer } = config as { renderer: object }; // the configuration is a plain object; electron-vite types it wider

await build({ configFile: false, logLevel: 'warn', ...renderer });
