// Sets up what is missing, then becomes the program it is given. Plain ES module for Node >= 18 with nothing installed:
//   node scripts/with-setup.mjs [--packages] [--gpu | --cpu] [TARGET [ARGUMENT...]]
// TARGET is a file of the repository, or `bin:NAME` for a program among the npm packages.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveCacheFolder } from './setup/cache-folder.mjs';
import { describeEnvironment, parseLaunch, start } from './setup/launch.mjs';
import { SetUpError } from './setup/set-up-error.mjs';
import { readValidStamp } from './setup/stamp.mjs';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  const launch = parseLaunch(process.argv.slice(2));
  const cacheFolder = resolveCacheFolder();
  let stamp = readValidStamp(repository, cacheFolder);
  if (!isEnough(stamp, launch)) {
    const { setUp } = await import('./setup/set-up.mjs');
    await setUp({ repository, cacheFolder, ...launch });
    stamp = readValidStamp(repository, cacheFolder);
  }
  Object.assign(process.env, describeEnvironment(process.env, stamp?.library, cacheFolder));
  if (launch.target === undefined) process.stdout.write('Everything is set up.\n');
  else await start(repository, launch.target, launch.args);
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/**
 * @param {import('./setup/stamp.mjs').Stamp | undefined} stamp
 * @param {import('./setup/launch.mjs').Launch} launch
 */
function isEnough(stamp, launch) {
  if (!stamp) return false;
  if (launch.isPackagesOnly) return true;
  return stamp.library !== undefined && (launch.askedSet ?? stamp.library.set) === stamp.library.set;
}
