import { createHash } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recipeKey } from './recipe.mjs';

/**
 * @typedef {object} Stamp what the last set-up of this clone left behind
 * @property {string} recipe
 * @property {string} lockfile hash of package-lock.json
 * @property {string} cacheFolder
 * @property {{ set: import('./recipe.mjs').LibrarySet, folder: string, files: Record<string, number> }} [library]
 *   absent after a packages-only set-up; `files` maps absolute paths (libraries and addon) to sizes
 */

/**
 * Reads the stamp and checks it against the files: a few stat calls, so that a second start costs nothing.
 * @param {string} repository
 * @param {string} cacheFolder
 * @returns {Stamp | undefined} undefined when anything differs
 */
export function readValidStamp(repository, cacheFolder) {
  try {
    /** @type {Stamp} */
    const stamp = JSON.parse(readFileSync(stampPath(repository), 'utf8'));
    const isSame =
      stamp.recipe === recipeKey && stamp.cacheFolder === cacheFolder && stamp.lockfile === hashLockfile(repository);
    if (!isSame) return undefined;
    const files = Object.entries(stamp.library?.files ?? {});
    return files.every(([path, size]) => statSync(path).size === size) ? stamp : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} repository @param {Omit<Stamp, 'recipe' | 'lockfile'>} stamp */
export function writeStamp(repository, stamp) {
  const partial = `${stampPath(repository)}.${process.pid}.partial`;
  const whole = { recipe: recipeKey, lockfile: hashLockfile(repository), ...stamp };
  writeFileSync(partial, `${JSON.stringify(whole, undefined, 2)}\n`);
  renameSync(partial, stampPath(repository));
}

/** It lies inside node_modules, so that deleting that folder deletes the stamp too. @param {string} repository */
function stampPath(repository) {
  return join(repository, 'node_modules', '.booster-lab-set-up.json');
}

/** @param {string} repository */
function hashLockfile(repository) {
  return createHash('sha256')
    .update(readFileSync(join(repository, 'package-lock.json')))
    .digest('hex');
}
