import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { neededBytes } from './recipe.mjs';
import { requireSpace } from './disk-space.mjs';
import { showProgress } from './progress.mjs';
import { lastLine, runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * @typedef {object} LockEntry
 * @property {string} [version]
 * @property {boolean} [optional]
 * @property {boolean} [link]
 */

/**
 * Whether node_modules holds what package-lock.json asks for. npm records every installed package in
 * node_modules/.package-lock.json; optional packages of other platforms are missing there by design.
 * @param {string} repository
 * @returns {boolean}
 */
export function arePackagesCurrent(repository) {
  const installedPath = join(repository, 'node_modules', '.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const wanted = readLock(join(repository, 'package-lock.json'));
  const installed = readLock(installedPath);
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || installed[path]?.version === entry.version || (entry.optional === true && !installed[path]),
  );
}

/**
 * Installs the packages of package-lock.json with npm and the user's own npm configuration.
 * @param {string} repository
 * @param {string} cacheFolder where the log is written
 * @throws {SetUpError} npm is missing or failed
 */
export async function installPackages(repository, cacheFolder) {
  await requireSpace(repository, neededBytes.packages, 'Installing the npm packages');
  const logFile = join(cacheFolder, 'logs', `npm-${process.pid}.log`);
  mkdirSync(dirname(logFile), { recursive: true });
  const npm = process.env['npm_execpath'];
  const [command, first] = npm ? [process.execPath, [npm]] : ['npm', []];
  const result = await showProgress(
    'installing npm packages',
    () => runCommand(command, [...first, 'ci', '--no-audit', '--no-fund'], { cwd: repository, logFile }),
    () => Promise.resolve(`${countFolders(join(repository, 'node_modules'))} folders`),
  );
  if (result.code === 0) return;
  if (result.isMissing) {
    throw new SetUpError('npm was not found on PATH; install Node with npm and run the command again.');
  }
  throw new SetUpError(describeNpmFailure(result.output, repository, logFile));
}

/** @param {string} output @param {string} repository @param {string} logFile */
function describeNpmFailure(output, repository, logFile) {
  if (/ENOSPC/.test(output)) {
    return `npm could not install the packages in ${repository} because the disk is full; free some space and run the command again.`;
  }
  const network =
    /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ERR_SOCKET_TIMEOUT|ENETUNREACH|E40[137])\b/.exec(output);
  if (network) {
    return (
      `npm could not reach its package registry (${network[1]}); connect to the network, or set the registry or ` +
      `proxy in npm's own configuration, and run the command again.`
    );
  }
  const errors = output
    .split('\n')
    .filter((line) => /npm (error|ERR!)/.test(line) && !/complete log|debug-0/.test(line));
  return `npm ci failed in ${repository} (${errors[0]?.trim() ?? lastLine(output)}); its whole output is in ${logFile}.`;
}

/** @param {string} path @returns {Record<string, LockEntry>} */
function readLock(path) {
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  return lock.packages ?? {};
}

/** @param {string} folder */
function countFolders(folder) {
  return existsSync(folder) ? readdirSync(folder).length : 0;
}
