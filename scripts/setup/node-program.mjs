import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { minimumNodeMajor } from './recipe.mjs';
import { SetUpError } from './set-up-error.mjs';

/** Whether this very process is new enough to run the lab. */
export function isThisNodeCurrent(version = process.versions.node) {
  return Number.parseInt(version, 10) >= minimumNodeMajor;
}

/**
 * Stops before a program starts on a Node that would crash in better-sqlite3 without a word.
 * @param {string} [version]
 * @throws {SetUpError}
 */
export function requireCurrentNode(version = process.versions.node) {
  if (isThisNodeCurrent(version)) return;
  throw new SetUpError(
    `Booster Lab needs Node ${minimumNodeMajor} or newer, but this is Node ${version}; start it through npm ` +
      '(npm test, npm run lab -- ...), which uses the Node among its own packages.',
  );
}

/**
 * The Node that runs the lab: this one when it is new enough, else the one among the packages.
 * @param {string} repository
 * @returns {string} path of the program
 * @throws {SetUpError} neither exists
 */
export function findNode(repository) {
  if (isThisNodeCurrent()) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const folder = join(repository, 'node_modules', `node-${platform}-${process.arch}`, 'bin');
  const program = join(folder, process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(program)) return program;
  throw new SetUpError(
    `Booster Lab needs Node ${minimumNodeMajor} or newer, this is Node ${process.versions.node}, and no package brings ` +
      `one for ${process.platform}-${process.arch}; install Node ${minimumNodeMajor} and run the command again.`,
  );
}
