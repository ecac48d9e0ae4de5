// The Python environment of the reference (torch, transformers, peft) for `make:fixtures` and `bench`.
// Plain ES module for Node >= 18, because it may run before Node 24 has been set up.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { makeFolder, resolveCacheFolder } from './setup/cache-folder.mjs';

const requirementsPath = join(dirname(fileURLToPath(import.meta.url)), '..', 'test', 'reference', 'requirements.txt');
const minimumPython = [3, 11];
/** A CUDA build of torch with its libraries takes 6 GB once unpacked, plus what pip unpacks on the way. */
const neededBytes = 9e9;
const isWindows = process.platform === 'win32';

/**
 * Makes the reference's Python environment in the cache folder, or finds the one made before.
 * pip's own configuration (index, proxy, wheel folders) decides which build of torch is installed.
 * @returns {string} Path of the environment's Python.
 * @throws {Error} One sentence: no Python, no space, offline or a package that does not install.
 */
export function ensurePythonEnvironment() {
  const requirements = readFileSync(requirementsPath, 'utf8');
  const base = findPython();
  const key = createHash('sha256').update(requirements).update(base.version).digest('hex').slice(0, 12);
  const folder = join(resolveCacheFolder(), 'reference-python', key);
  const python = pythonIn(folder);
  if (existsSync(join(folder, 'ready')) && existsSync(python)) return python;

  const partial = `${folder}.${process.pid}.partial`;
  makePlace(partial);
  rmSync(folder, { recursive: true, force: true });
  try {
    checkSpace(partial);
    build(base, partial);
    writeFileSync(join(partial, 'ready'), `${base.version}\n${requirements}`);
    moveIntoPlace(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  say(`The reference's Python environment is ready in ${folder}`);
  return python;
}

/** @returns {{ command: string, version: string }} */
function findPython() {
  const wanted = process.env.BOOSTER_LAB_PYTHON;
  const names = wanted ? [wanted] : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python'];
  const found = [];
  for (const command of names) {
    const probe = spawnSync(command, ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
    if (probe.status !== 0) continue;
    const version = probe.stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    if (major > minimumPython[0] || (major === minimumPython[0] && minor >= minimumPython[1]))
      return { command, version };
    found.push(`${command} is ${version}`);
  }
  const seen = found.length > 0 ? found.join(', ') : `none of ${names.join(', ')} starts`;
  throw new Error(
    `The reference needs Python ${minimumPython.join('.')} or newer, but ${seen}; install one or set BOOSTER_LAB_PYTHON to its path.`,
  );
}

/**
 * @param {{ command: string, version: string }} base
 * @param {string} folder
 */
function build(base, folder) {
  const python = pythonIn(folder);
  const log = join(folder, 'pip.log');
  say(`Setting up the reference (torch, transformers, peft) for Python ${base.version}: once, up to 3 GB to download.`);
  say('1/3 Making a virtual environment');
  const withPip = spawnSync(base.command, ['-m', 'venv', folder], { encoding: 'utf8' });
  // Debian ships Python without ensurepip; there a pip that is installed for the base Python can fill the environment.
  const pip = withPip.status === 0 ? [python, '-m', 'pip'] : [base.command, '-m', 'pip', '--python', python];
  if (withPip.status !== 0) {
    run(
      [base.command, '-m', 'venv', '--without-pip', '--clear', folder],
      'Python could not make a virtual environment',
    );
    run(
      [...pip, '--version'],
      `Python ${base.version} has neither ensurepip nor pip 22.3 or newer; install the venv module or pip`,
    );
  }
  say('2/3 Installing the packages of test/reference/requirements.txt');
  const bar = process.stderr.isTTY ? 'on' : 'off';
  const install = [...pip, 'install', '--log', log, '--progress-bar', bar, '-r', requirementsPath];
  const installed = spawnSync(install[0], install.slice(1), { stdio: ['ignore', 2, 2] });
  if (installed.status !== 0) {
    throw new Error(
      `pip could not install the reference's packages: ${lastError(log)}; check pip's configuration and the network.`,
    );
  }
  say('3/3 Loading torch, transformers and peft');
  run(
    [python, '-c', 'import torch, transformers, peft, safetensors; torch.ones(2) @ torch.ones(2)'],
    'the installed reference does not load',
  );
}

/**
 * @param {readonly string[]} command
 * @param {string} failure What to say when the command fails.
 */
function run(command, failure) {
  const result = spawnSync(command[0], command.slice(1), { encoding: 'utf8' });
  if (result.status === 0) return;
  const detail = (result.stderr || result.error?.message || '').trim().split('\n').at(-1);
  throw new Error(`${failure}: ${detail || `exit ${result.status}`}.`);
}

/** @param {string} logPath */
function lastError(logPath) {
  if (!existsSync(logPath)) return 'it did not start';
  const lines = readFileSync(logPath, 'utf8').split('\n');
  const errors = lines.filter((line) => line.includes('ERROR: '));
  const last = errors.at(-1) ?? lines.filter((line) => line.trim() !== '').at(-1) ?? 'no reason in its log';
  return last
    .replace(/^\S+\s+/, '')
    .replace('ERROR: ', '')
    .trim();
}

/** @param {string} folder */
function makePlace(folder) {
  try {
    makeFolder(folder);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new Error(
      `The reference's packages go to ${folder}, which cannot be made (${reason}); set BOOSTER_LAB_CACHE to a folder that can be written.`,
      { cause: error },
    );
  }
}

/** @param {string} folder */
function checkSpace(folder) {
  if (typeof statfsSync !== 'function') return;
  const { bavail, bsize } = statfsSync(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new Error(
    `The reference needs ${neededBytes / 1e9} GB in ${folder}, found ${(freeBytes / 1e9).toFixed(1)} GB free; make room or set BOOSTER_LAB_CACHE to another disk.`,
  );
}

/**
 * Another process may have finished the same environment first: then that one is used.
 * @param {string} partial
 * @param {string} folder
 */
function moveIntoPlace(partial, folder) {
  try {
    renameSync(partial, folder);
  } catch (error) {
    if (!existsSync(join(folder, 'ready'))) throw error;
  }
}

/** @param {string} folder */
function pythonIn(folder) {
  return isWindows ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

/** `node scripts/python-env.mjs [script.py arguments...]`: sets up, then runs the script or prints the Python's path. */
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const python = ensurePythonEnvironment();
    const command = process.argv.slice(2);
    if (command.length === 0) process.stdout.write(`${python}\n`);
    else
      process.exitCode =
        spawnSync(python, command, { stdio: 'inherit', env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } })
          .status ?? 1;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
