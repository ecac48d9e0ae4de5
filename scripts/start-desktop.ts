/** `npm start`: builds what is out of date, then becomes the desktop application. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { AppError } from '../src/shared/errors.ts';
import { buildWindow } from '../src/cli/serve/build-window.ts';
import { buildDesktop } from './desktop/build.ts';
import { findElectron, findObstacle } from './desktop/find-electron.ts';

const repository = resolve(import.meta.dirname, '..');

try {
  const args = process.argv.slice(2);
  const obstacle = findObstacle(process.env, { platform: process.platform, uid: process.getuid?.(), args });
  if (obstacle !== undefined) throw new AppError('desktop/no-display', obstacle);
  const program = findElectron(say);
  buildWindow(say);
  buildDesktop(say);
  process.exitCode = await run(program, args);
} catch (error) {
  if (!(error instanceof AppError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

function say(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

async function run(program: string, args: readonly string[]): Promise<number> {
  // Terminals inside Electron applications set this, and Electron would start as plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env;
  const child = spawn(program, [repository, ...args], { stdio: 'inherit', env: environment });
  // The application itself decides what they mean; a terminal sends Ctrl-C to it as well.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  process.on('SIGINT', () => undefined);
  // A child that ended has either a code or a signal.
  const [code, signal] = (await once(child, 'exit')) as [number, null] | [null, NodeJS.Signals];
  return signal === null ? code : 128 + constants.signals[signal];
}
