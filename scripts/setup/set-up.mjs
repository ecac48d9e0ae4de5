import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { addonPath, provideAddon } from './addon.mjs';
import { makeFolder } from './cache-folder.mjs';
import { withInterrupts } from './interrupt.mjs';
import { chooseLibrarySet } from './library-set.mjs';
import { withLock } from './lock.mjs';
import { findNode } from './node-program.mjs';
import { arePackagesCurrent, installPackages } from './npm-packages.mjs';
import { formatSeconds } from './progress.mjs';
import { describeLibrary, describeMachine } from './recipe.mjs';
import { SetUpError, systemErrorCode } from './set-up-error.mjs';
import { writeStamp } from './stamp.mjs';
import { fetchLibrary, isLibraryReady, libraryFolder } from './tensorflow-library.mjs';

/**
 * Brings this clone to the state in which the lab runs; every part that is already there is left alone.
 * @param {{ repository: string, cacheFolder: string, isPackagesOnly: boolean, askedSet?: import('./recipe.mjs').LibrarySet }} options
 * @throws {SetUpError} with the one sentence for the user
 */
export async function setUp({ repository, cacheFolder, isPackagesOnly, askedSet }) {
  const startedAtMs = Date.now();
  // Known before anything is written: a platform without a build must not cost a download of packages first.
  if (!isPackagesOnly) describeLibrary(askedSet ?? 'cpu', describeMachine());
  process.stderr.write(`Setting up Booster Lab (once; shared parts go to ${cacheFolder})\n`);
  await withInterrupts(async () => {
    makeCacheFolder(cacheFolder);
    await withLock(join(repository, '.set-up.lock'), { onWait: tellWaiting }, async () => {
      if (!arePackagesCurrent(repository)) await installPackages(repository, cacheFolder);
    });
    findNode(repository);
    if (isPackagesOnly) {
      writeStamp(repository, { cacheFolder });
      return;
    }
    const library = await withLock(join(cacheFolder, 'locks', 'set-up'), { onWait: tellWaiting }, () =>
      provideLibrary(repository, cacheFolder, askedSet),
    );
    writeStamp(repository, { cacheFolder, library });
  });
  removeLogs(cacheFolder);
  process.stderr.write(`Booster Lab is set up (${formatSeconds(Date.now() - startedAtMs)})\n\n`);
}

/**
 * @param {string} repository
 * @param {string} cacheFolder
 * @param {import('./recipe.mjs').LibrarySet | undefined} askedSet
 */
async function provideLibrary(repository, cacheFolder, askedSet) {
  const set = await chooseLibrarySet(cacheFolder, askedSet);
  const recipe = describeLibrary(set, describeMachine());
  if (!isLibraryReady(cacheFolder, recipe)) await fetchLibrary(cacheFolder, recipe);
  await provideAddon(repository, cacheFolder, recipe);
  const folder = libraryFolder(cacheFolder, recipe);
  const paths = [...recipe.libraries.map((name) => join(folder, 'tensorflow', name)), addonPath(repository)];
  return { set, folder, files: Object.fromEntries(paths.map((path) => [path, statSync(path).size])) };
}

/** @param {string} cacheFolder */
function makeCacheFolder(cacheFolder) {
  try {
    makeFolder(cacheFolder);
  } catch (error) {
    throw new SetUpError(
      `The cache folder ${cacheFolder} cannot be made (${systemErrorCode(error) ?? String(error)}); ` +
        'set BOOSTER_LAB_CACHE to a folder that you may write to and run the command again.',
      { cause: error },
    );
  }
}

/** A log is kept only where the set-up failed and its sentence names it. @param {string} cacheFolder */
function removeLogs(cacheFolder) {
  for (const name of ['npm', 'pip', 'compile']) {
    rmSync(join(cacheFolder, 'logs', `${name}-${process.pid}.log`), { force: true });
  }
}

/** @param {string} owner */
function tellWaiting(owner) {
  process.stderr.write(`  waiting for another set-up (${owner})\n`);
}
