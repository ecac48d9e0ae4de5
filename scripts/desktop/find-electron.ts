import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '../../src/shared/errors.ts';

const instead = '"npm run serve" opens the same window in a browser.';

/** Electron's program, which its package fetches at the first start. @throws AppError desktop/no-electron. */
export function findElectron(say: (sentence: string) => void, folder = findPackage()): string {
  const found = findInstalledElectron(folder);
  if (found) return found;
  say('Fetching Electron (once, about 120 MB)…');
  const { status, stderr } = spawnSync(process.execPath, [join(folder, 'install.js')], { encoding: 'utf8' });
  const program = findInstalledElectron(folder);
  if (program) return program;
  const reason = findReason(stderr) ?? `its installer ended with code ${status}`;
  throw new AppError(
    'desktop/no-electron',
    `Electron could not be fetched (${reason}), so the desktop application cannot start here; ${instead}`,
  );
}

export interface StartWishes {
  readonly platform: NodeJS.Platform;
  readonly uid: number | undefined;
  /** Arguments for Electron. */
  readonly args: readonly string[];
}

/** Says why no window could appear on this machine; undefined where one can. */
export function findObstacle(environment: NodeJS.ProcessEnv, { platform, uid, args }: StartWishes): string | undefined {
  if (platform !== 'linux') return undefined;
  if (!environment['DISPLAY'] && !environment['WAYLAND_DISPLAY'])
    return `There is no display here, so the desktop application cannot start; ${instead}`;
  if (uid === 0 && !args.includes('--no-sandbox'))
    return `Electron does not run as root; start it as another user, or not at all: ${instead}`;
  return undefined;
}

function findPackage(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}

/** Electron's program if it was fetched before; as its package finds it (its index.js), but without a download. */
export function findInstalledElectron(folder = findPackage()): string | undefined {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) return join(override, name ?? 'electron');
  const program = name === undefined ? undefined : join(folder, 'dist', name);
  return program !== undefined && existsSync(program) ? program : undefined;
}

/** The line of a stack trace that says what happened. */
function findReason(output: string): string | undefined {
  return output
    .split('\n')
    .map((line) => /^\s*(?:\w*Error|RequestError|HTTPError): (.+)$/.exec(line)?.[1]?.trim())
    .find((reason) => reason !== undefined);
}
