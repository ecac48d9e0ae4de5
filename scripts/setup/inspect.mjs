import { existsSync } from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { listCompilers, zigProgram } from './compiler.mjs';
import { formatBytes, measureFolder, readFreeBytes } from './disk-space.mjs';
import { listGpus, readRememberedSet } from './library-set.mjs';
import { findNode } from './node-program.mjs';
import { arePackagesCurrent } from './npm-packages.mjs';
import { probeAddon } from './probe-addon.mjs';
import { findPython } from './python.mjs';
import { describeLibrary, describeMachine, neededBytes, tensorflowVersion } from './recipe.mjs';
import { runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { isLibraryReady, libraryFolder } from './tensorflow-library.mjs';

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {'ok' | 'missing' | 'info'} state `missing` needs an action; `info` is worth knowing and blocks nothing
 * @property {string} found
 * @property {string} [cure] what to do, where something is missing or could be better
 *
 * @typedef {object} Inspection
 * @property {boolean} canTrain whether a training run could start now
 * @property {string} cacheFolder
 * @property {import('./recipe.mjs').LibrarySet} set
 * @property {Check[]} checks
 */

const setUpHint = 'npm run setup fetches it';

/**
 * Looks at everything that a training run needs; changes nothing.
 * @param {{ repository: string, cacheFolder: string }} place
 * @returns {Promise<Inspection>}
 */
export async function inspectMachine({ repository, cacheFolder }) {
  const gpus = await listGpus();
  const set = readRememberedSet(cacheFolder) ?? (gpus.length > 0 ? 'cuda' : 'cpu');
  const node = await checkNode(repository);
  const packages = checkPackages(repository);
  const library = checkLibrary(cacheFolder, set);
  const addon =
    packages.state === 'ok' && library.state === 'ok' ? await checkAddon(repository, cacheFolder) : blockedAddon();
  const needed = [node, packages, library, addon];
  const isLibraryThere = library.state === 'ok';
  const checks = [
    ...needed,
    await checkPython(isLibraryThere),
    await checkCompiler(cacheFolder, addon.state === 'ok'),
    checkGpu(gpus, set),
    ...(set === 'cpu' ? [] : [checkOtherSet(cacheFolder)]),
    await checkCache(cacheFolder),
    await checkDisk(cacheFolder, isLibraryThere ? 0 : neededBytes[set]),
    {
      name: 'Memory',
      state: /** @type {const} */ ('info'),
      found: `${formatBytes(totalmem())}, ${formatBytes(freemem())} free`,
    },
    { name: 'Processor cores', state: /** @type {const} */ ('info'), found: String(availableParallelism()) },
  ];
  return { canTrain: needed.every((check) => check.state === 'ok'), cacheFolder, set, checks };
}

/** @param {string} repository @returns {Promise<Check>} */
async function checkNode(repository) {
  try {
    const program = findNode(repository);
    const version = (await runCommand(program, ['--version'])).output.trim();
    const where = program === process.execPath ? '' : ', among the npm packages';
    return { name: 'Node', state: 'ok', found: `${version}${where}` };
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    const cure = existsSync(join(repository, 'node_modules')) ? error.message : setUpHint;
    return { name: 'Node', state: 'missing', found: `v${process.versions.node}, too old`, cure };
  }
}

/** @param {string} repository @returns {Check} */
function checkPackages(repository) {
  if (arePackagesCurrent(repository)) return { name: 'npm packages', state: 'ok', found: 'as in package-lock.json' };
  const found = existsSync(join(repository, 'node_modules')) ? 'not as in package-lock.json' : 'not installed';
  return { name: 'npm packages', state: 'missing', found, cure: setUpHint.replace('it', 'them') };
}

/** @param {string} cacheFolder @param {import('./recipe.mjs').LibrarySet} set @returns {Check} */
function checkLibrary(cacheFolder, set) {
  const name = `TensorFlow library (${set === 'cuda' ? 'CUDA' : 'CPU'})`;
  try {
    const recipe = describeLibrary(set, describeMachine());
    if (isLibraryReady(cacheFolder, recipe)) {
      return { name, state: 'ok', found: `${tensorflowVersion} in ${libraryFolder(cacheFolder, recipe)}` };
    }
    return { name, state: 'missing', found: 'not in the cache', cure: setUpHint };
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    return { name, state: 'missing', found: 'no build for this machine', cure: error.message };
  }
}

/** @param {string} repository @param {string} cacheFolder @returns {Promise<Check>} */
async function checkAddon(repository, cacheFolder) {
  const probe = await probeAddon(repository, cacheFolder);
  if (probe.isWorking) {
    return {
      name: 'TensorFlow addon',
      state: 'ok',
      found: `loads and multiplies on the ${probe.isUsingGpu ? 'GPU' : 'CPU'}`,
    };
  }
  return { name: 'TensorFlow addon', state: 'missing', found: probe.reason, cure: 'npm run setup compiles it again' };
}

/** @returns {Check} */
function blockedAddon() {
  return {
    name: 'TensorFlow addon',
    state: 'missing',
    found: 'cannot be tried yet',
    cure: 'npm run setup compiles it',
  };
}

/** @param {boolean} isLibraryThere @returns {Promise<Check>} */
async function checkPython(isLibraryThere) {
  const name = 'Python with pip';
  try {
    const python = await findPython();
    return {
      name,
      state: isLibraryThere ? 'info' : 'ok',
      found: `${python.command} ${python.version}, pip ${python.pipVersion}`,
    };
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    if (isLibraryThere) return { name, state: 'info', found: 'not found, and not needed any more' };
    return { name, state: 'missing', found: 'not found', cure: error.message };
  }
}

/** @param {string} cacheFolder @param {boolean} isAddonThere @returns {Promise<Check>} */
async function checkCompiler(cacheFolder, isAddonThere) {
  const name = 'C++ compiler';
  const [compiler] = await listCompilers();
  if (compiler) return { name, state: isAddonThere ? 'info' : 'ok', found: compiler.command.join(' ') };
  if (existsSync(zigProgram(cacheFolder))) return { name, state: 'info', found: 'ziglang, in the cache' };
  const found = isAddonThere
    ? 'not found, and not needed any more'
    : 'not found; the set-up fetches ziglang in its place';
  return { name, state: 'info', found };
}

/** @param {readonly string[]} gpus @param {string} set @returns {Check} */
function checkGpu(gpus, set) {
  if (gpus.length === 0) return { name: 'GPU', state: 'info', found: 'none that nvidia-smi names' };
  const found = gpus.join('; ');
  if (set === 'cuda') return { name: 'GPU', state: 'ok', found };
  return {
    name: 'GPU',
    state: 'info',
    found: `${found}; not used`,
    cure: 'npm run setup -- --gpu sets up TensorFlow for it',
  };
}

/** @param {string} cacheFolder @returns {Check} */
function checkOtherSet(cacheFolder) {
  const isThere = isLibraryReady(cacheFolder, describeLibrary('cpu', describeMachine()));
  const cure = 'npm run setup -- --cpu goes back to it';
  return {
    name: 'TensorFlow library (CPU)',
    state: 'info',
    found: isThere ? 'in the cache, not used' : 'not in the cache',
    cure,
  };
}

/** @param {string} cacheFolder @returns {Promise<Check>} */
async function checkCache(cacheFolder) {
  const name = 'Cache';
  if (!existsSync(cacheFolder)) return { name, state: 'info', found: `${cacheFolder}, not made yet` };
  return { name, state: 'info', found: `${cacheFolder}, ${formatBytes(await measureFolder(cacheFolder))}` };
}

/** @param {string} cacheFolder @param {number} needed bytes @returns {Promise<Check>} */
async function checkDisk(cacheFolder, needed) {
  const free = await readFreeBytes(cacheFolder);
  const found = `${formatBytes(free)} free for the cache`;
  if (free >= needed) return { name: 'Disk', state: 'ok', found };
  const cure = `free ${formatBytes(needed)}, or set BOOSTER_LAB_CACHE to a folder on a larger disk`;
  return { name: 'Disk', state: 'missing', found, cure };
}
