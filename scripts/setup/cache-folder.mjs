import { existsSync, mkdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/**
 * The folder outside the repository that every clone of this user shares.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {string} [platform]
 * @returns {string} absolute path; it need not exist yet
 */
export function resolveCacheFolder(env = process.env, platform = process.platform) {
  if (env['BOOSTER_LAB_CACHE']) return resolve(env['BOOSTER_LAB_CACHE']);
  if (env['XDG_CACHE_HOME']) return resolve(env['XDG_CACHE_HOME'], 'booster-lab');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'booster-lab');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'booster-lab');
  return join(homedir(), '.cache', 'booster-lab');
}

/**
 * Makes a folder and the parents that it lacks, one level at a time. Node's own `recursive: true` never returns where a
 * file system answers ENOENT to every new folder, as /proc does.
 * @param {string} folder
 * @throws {Error} the system's error, with its `code`
 */
export function makeFolder(folder) {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    // A file in the folder's place, or in a parent's, is an error; another process that was quicker is none.
    if (!isThere || !statSync(folder).isDirectory()) throw error;
  }
}
