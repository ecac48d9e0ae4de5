import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatBytes, measureFolder, outOfSpace, readFreeBytes, requireSpace } from './disk-space.mjs';
import { showProgress } from './progress.mjs';
import { explainPipFailure, findPython, runPip } from './python.mjs';
import { neededBytes, tensorflowVersion, wheelPython } from './recipe.mjs';
import { runCommand } from './run-command.mjs';
import { SetUpError, systemErrorCode } from './set-up-error.mjs';
import { withWorkFolder } from './work-folder.mjs';

/** @typedef {import('./recipe.mjs').LibraryRecipe} LibraryRecipe */

/** Of the wheel's 280 MB of headers these few are all that the C API includes. */
const headerPrefixes = ['tensorflow/c/', 'tensorflow/core/platform/ctstring', 'tsl/platform/ctstring', 'xla/tsl/c/'];
const licencePrefixes = ['tensorflow/include/LICENSE', 'tensorflow/THIRD_PARTY_NOTICES.txt'];
/** The CUDA wheels carry older tags than TensorFlow itself, each its own. */
const cudaPlatformTags = ['_2_27', '_2_25', '_2_24', '_2_18', '_2_17', '2014', '_2_12', '2010', '_2_5', '1'].map(
  (tag) => `manylinux${tag}_x86_64`,
);

/** @param {string} cacheFolder @param {LibraryRecipe} recipe @returns {string} */
export function libraryFolder(cacheFolder, recipe) {
  return join(cacheFolder, 'tensorflow', recipe.key);
}

/**
 * Whether the cached library is whole: every file that was kept is there with the size it had.
 * @param {string} cacheFolder
 * @param {LibraryRecipe} recipe
 */
export function isLibraryReady(cacheFolder, recipe) {
  const folder = libraryFolder(cacheFolder, recipe);
  try {
    /** @type {{ files: Record<string, number> }} */
    const ready = JSON.parse(readFileSync(join(folder, 'ready.json'), 'utf8'));
    return Object.entries(ready.files).every(([name, size]) => statSync(join(folder, name)).size === size);
  } catch {
    return false;
  }
}

/**
 * Downloads the wheels with pip, keeps the C library of them, and publishes it in the cache by one rename.
 * @param {string} cacheFolder
 * @param {LibraryRecipe} recipe
 * @throws {SetUpError} no Python, no pip, no space, offline
 */
export async function fetchLibrary(cacheFolder, recipe) {
  const needed = neededBytes[recipe.set];
  const what = `Setting up TensorFlow (${recipe.set.toUpperCase()})`;
  await requireSpace(cacheFolder, needed, what);
  const python = await findPython();
  try {
    await withWorkFolder(cacheFolder, async (workFolder) => {
      const built = join(workFolder, 'library');
      mkdirSync(built);
      const wheel = await downloadWheel(python, workFolder, recipe);
      const prefixes = [
        ...recipe.libraries.map((name) => `tensorflow/${name}`),
        ...headerPrefixes.map((prefix) => `tensorflow/include/${prefix}`),
        ...licencePrefixes,
      ];
      await extract(python, wheel, built, prefixes, 'unpacking the TensorFlow library');
      if (recipe.set === 'cuda') await addCudaLibraries(python, wheel, workFolder, built);
      for (const name of recipe.libraries) {
        if (!existsSync(join(built, 'tensorflow', name))) {
          throw new SetUpError(
            `The wheel ${basename(wheel)} does not hold ${name}; remove any other index from pip's configuration and run the command again.`,
          );
        }
      }
      publish(built, libraryFolder(cacheFolder, recipe));
    });
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOSPC') throw error;
    throw outOfSpace(cacheFolder, what, needed, await readFreeBytes(cacheFolder));
  }
}

/**
 * The requirements of the wheel's extra `and-cuda`, as the wheel itself declares them.
 * @param {string} metadata text of its METADATA file
 * @returns {string[]} such as `nvidia-nccl-cu12<3.0,>=2.27.7`
 */
export function listCudaRequirements(metadata) {
  return [...metadata.matchAll(/^Requires-Dist: ([^;\n]+?)\s*;\s*extra == ["']and-cuda["']/gm)].map(
    (match) => match[1] ?? '',
  );
}

/** @param {import('./python.mjs').Python} python @param {string} workFolder @param {LibraryRecipe} recipe */
async function downloadWheel(python, workFolder, recipe) {
  const [wheel] = await download(python, {
    requirements: [`${recipe.package}==${tensorflowVersion}`],
    platformTags: recipe.platformTags,
    workFolder,
    label: `downloading ${recipe.package} ${tensorflowVersion}`,
    needed: neededBytes[recipe.set],
  });
  if (!wheel)
    throw new SetUpError(
      `pip reported success but saved no wheel of ${recipe.package} ${tensorflowVersion}; run the command again.`,
    );
  return wheel;
}

/** @param {import('./python.mjs').Python} python @param {string} wheel @param {string} workFolder @param {string} built */
async function addCudaLibraries(python, wheel, workFolder, built) {
  const metadataFolder = join(workFolder, 'metadata');
  await extract(
    python,
    wheel,
    metadataFolder,
    [`tensorflow-${tensorflowVersion}.dist-info/METADATA`],
    'reading the wheel',
  );
  rmSync(wheel);
  const metadata = readFileSync(join(metadataFolder, `tensorflow-${tensorflowVersion}.dist-info`, 'METADATA'), 'utf8');
  for (const requirement of listCudaRequirements(metadata)) {
    const name = requirement.split(/[<>=!~ ]/)[0] ?? requirement;
    const wheels = await download(python, {
      requirements: [requirement],
      platformTags: cudaPlatformTags,
      workFolder,
      label: `downloading ${name}`,
      needed: neededBytes.cuda,
    });
    for (const part of wheels) {
      await extract(python, part, built, ['nvidia/', 'nvidia_'], `unpacking ${name}`);
      rmSync(part);
    }
  }
}

/**
 * @param {import('./python.mjs').Python} python
 * @param {{ requirements: string[], platformTags: readonly string[], workFolder: string, label: string, needed: number }} job
 * @returns {Promise<string[]>} paths of the wheels
 */
async function download(python, job) {
  const folder = join(job.workFolder, 'wheels');
  const temporaryFolder = join(job.workFolder, 'pip');
  const logFile = join(dirname(dirname(job.workFolder)), 'logs', `pip-${process.pid}.log`);
  for (const path of [folder, temporaryFolder, dirname(logFile)]) mkdirSync(path, { recursive: true });
  const tags = [
    ...job.platformTags.flatMap((tag) => ['--platform', tag]),
    '--python-version',
    wheelPython.version,
    '--implementation',
    'cp',
    '--abi',
    wheelPython.abi,
  ];
  const args = ['download', '--no-deps', '--only-binary', ':all:', '--dest', folder, ...tags, ...job.requirements];
  let total = '';
  const onOutput = (/** @type {string} */ text) => {
    const size = /Downloading \S+ \(([\d.]+ [kMG]?B)\)/.exec(text);
    if (size) total = ` of ${size[1]}`;
  };
  const result = await showProgress(
    job.label,
    () => runPip(python, args, { temporaryFolder, logFile, onOutput }),
    // pip fetches into its temporary folder and copies from there, so both hold the same bytes in the end.
    async () => `${formatBytes(Math.max(await measureFolder(temporaryFolder), await measureFolder(folder)))}${total}`,
  );
  if (result.code !== 0) throw await describeDownloadFailure(result.output, job, logFile);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.whl'))
    .map((name) => join(folder, name));
}

/**
 * @param {string} output
 * @param {{ requirements: string[], workFolder: string, needed: number }} job
 * @param {string} logFile
 */
async function describeDownloadFailure(output, job, logFile) {
  const what = job.requirements.join(', ');
  const { kind, reason } = explainPipFailure(output);
  switch (kind) {
    case 'space':
      return outOfSpace(job.workFolder, `Downloading ${what}`, job.needed, await readFreeBytes(job.workFolder));
    case 'network':
      return new SetUpError(
        `pip could not download ${what} (${reason}); connect to the network, or set the index or proxy in pip's own ` +
          'configuration, and run the command again.',
      );
    case 'missing':
      return new SetUpError(
        `pip could not download ${what} for this platform because ${reason}; point pip at an index that has it and run ` +
          'the command again.',
      );
    case 'other':
      return new SetUpError(`pip could not download ${what} (${reason}); its whole output is in ${logFile}.`);
  }
}

/**
 * @param {import('./python.mjs').Python} python
 * @param {string} wheel
 * @param {string} folder
 * @param {string[]} prefixes
 * @param {string} label
 */
async function extract(python, wheel, folder, prefixes, label) {
  const script = fileURLToPath(new URL('extract_wheel.py', import.meta.url));
  const result = await showProgress(
    label,
    () => runCommand(python.command, [script, wheel, folder, ...prefixes]),
    async () => formatBytes(await measureFolder(folder)),
  );
  if (result.code === 0) return;
  const { kind, reason } = explainPipFailure(result.output);
  if (kind === 'space')
    throw outOfSpace(folder, 'Unpacking TensorFlow', await measureFolder(folder), await readFreeBytes(folder));
  throw new SetUpError(
    `The wheel ${basename(wheel)} could not be unpacked (${reason}); run the command again to download it anew.`,
  );
}

/** @param {string} built @param {string} target */
function publish(built, target) {
  const libraries = listFiles(built).filter((path) => /\.(so|dylib)\b/.test(path));
  const files = Object.fromEntries(libraries.map((path) => [relative(built, path), statSync(path).size]));
  writeFileSync(join(built, 'ready.json'), `${JSON.stringify({ files }, undefined, 2)}\n`);
  mkdirSync(dirname(target), { recursive: true });
  rmSync(target, { recursive: true, force: true });
  renameSync(built, target);
}

/** @param {string} folder @returns {string[]} */
function listFiles(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}
