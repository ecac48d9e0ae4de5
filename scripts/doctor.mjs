// Says what is there, what is missing and how to get it. Plain ES module for Node >= 18 with nothing installed:
//   node scripts/doctor.mjs [--json] [--gpu | --cpu]
// With --gpu or --cpu it first sets up that TensorFlow. Exit code 0 only if a training run could start.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveCacheFolder } from './setup/cache-folder.mjs';
import { inspectMachine } from './setup/inspect.mjs';
import { parseLaunch } from './setup/launch.mjs';
import { SetUpError } from './setup/set-up-error.mjs';
import { setUp } from './setup/set-up.mjs';

const place = { repository: dirname(dirname(fileURLToPath(import.meta.url))), cacheFolder: resolveCacheFolder() };
const { askedSet, target, args } = parseLaunch(process.argv.slice(2));
const words = target === undefined ? args : [target, ...args];
const unknown = words.filter((word) => word !== '--json');

if (unknown.length > 0) {
  process.stderr.write(`doctor knows --json, --gpu and --cpu, but not ${unknown.join(' ')}.\n`);
  process.exitCode = 2;
} else {
  const isSetUp = askedSet === undefined || (await trySetUp(askedSet));
  const inspection = await inspectMachine(place);
  process.stdout.write(
    words.includes('--json') ? `${JSON.stringify(inspection, undefined, 2)}\n` : formatTable(inspection),
  );
  process.exitCode = isSetUp && inspection.canTrain ? 0 : 1;
}

/** @param {import('./setup/recipe.mjs').LibrarySet} set */
async function trySetUp(set) {
  try {
    await setUp({ ...place, isPackagesOnly: false, askedSet: set });
    return true;
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return false;
  }
}

/** @param {import('./setup/inspect.mjs').Inspection} inspection */
function formatTable({ checks, canTrain }) {
  const signs = { ok: 'ok', missing: 'MISSING', info: '-' };
  const width = Math.max(...checks.map((check) => check.name.length));
  const rows = checks.flatMap(({ name, state, found, cure }) => [
    `${name.padEnd(width)}  ${signs[state].padEnd(7)}  ${found}`,
    ...(cure ? [`${' '.repeat(width + 11)}-> ${cure}`] : []),
  ]);
  const verdict = canTrain
    ? 'A training run can start.'
    : 'A training run cannot start yet: npm run setup fetches what is missing, or says what it needs.';
  return `${rows.join('\n')}\n\n${verdict}\n`;
}
