import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

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
