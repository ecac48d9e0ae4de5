import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, realpathSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findNode, isThisNodeCurrent } from './node-program.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * @typedef {object} Launch
 * @property {boolean} isPackagesOnly the target needs npm packages but no TensorFlow
 * @property {import('./recipe.mjs').LibrarySet} [askedSet]
 * @property {string} [target]
 * @property {string[]} args
 */

/**
 * Reads the arguments of with-setup. `--gpu` and `--cpu` count anywhere, because npm appends them after the target.
 * @param {readonly string[]} argv
 * @returns {Launch}
 */
export function parseLaunch(argv) {
  const isPackagesOnly = argv[0] === '--packages';
  const rest = isPackagesOnly ? argv.slice(1) : [...argv];
  const [target, ...args] = rest.filter((arg) => arg !== '--gpu' && arg !== '--cpu');
  const asked = rest.includes('--gpu') ? 'cuda' : rest.includes('--cpu') ? 'cpu' : undefined;
  return { isPackagesOnly, args, ...(asked ? { askedSet: asked } : {}), ...(target ? { target } : {}) };
}

/**
 * The environment that the target needs beyond the user's own, which always wins.
 * @param {NodeJS.ProcessEnv} env
 * @param {{ set: string, folder: string } | undefined} library
 * @param {string} cacheFolder
 * @returns {Record<string, string>}
 */
export function describeEnvironment(env, library, cacheFolder) {
  /** @type {Record<string, string>} */
  const added = {};
  // Half of a start is reading and compiling modules; Node and the worker processes keep the outcome here.
  if (env['NODE_COMPILE_CACHE'] === undefined) added['NODE_COMPILE_CACHE'] = join(cacheFolder, 'modules');
  if (env['TF_CPP_MIN_LOG_LEVEL'] === undefined) added['TF_CPP_MIN_LOG_LEVEL'] = '3';
  if (library?.set === 'cuda') {
    // XLA compiles GPU code with ptxas and libdevice, which no search path of the library leads to.
    const toolkit = join(library.folder, 'nvidia', 'cuda_nvcc');
    const flags = env['XLA_FLAGS'] ?? '';
    if (!flags.includes('xla_gpu_cuda_data_dir')) {
      added['XLA_FLAGS'] = `${flags} --xla_gpu_cuda_data_dir=${toolkit}`.trim();
    }
    const bin = join(toolkit, 'bin');
    const path = env['PATH'] ?? '';
    if (!path.split(delimiter).includes(bin)) added['PATH'] = `${bin}${delimiter}${path}`;
  }
  return added;
}

/**
 * Becomes the target: in this process when its Node is new enough, so that signals and the exit code are its own,
 * else in a child that gets every signal and whose exit is repeated.
 * @param {string} repository
 * @param {string} target
 * @param {readonly string[]} args
 */
export async function start(repository, target, args) {
  const file = resolveTarget(repository, target);
  if (isThisNodeCurrent()) {
    process.argv = [process.execPath, file, ...args];
    // This Node started before its environment was complete. A folder that cannot be written leaves it as slow as it was.
    module.enableCompileCache();
    await import(pathToFileURL(file).href);
    return;
  }
  const child = spawn(findNode(repository), [file, ...args], {
    stdio: 'inherit',
    env: environmentWithPackages(repository),
  });
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGTERM', 'SIGHUP', 'SIGQUIT'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to the child as well; this process only waits for its answer.
  process.on('SIGINT', () => undefined);
  const [code, signal] = await once(child, 'exit');
  process.exitCode = signal ? 128 + (constants.signals[/** @type {NodeJS.Signals} */ (signal)] ?? 0) : code;
}

/** `node` in scripts of the target must be the new one too. @param {string} repository */
function environmentWithPackages(repository) {
  return {
    ...process.env,
    PATH: `${join(repository, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  };
}

/** @param {string} repository @param {string} target */
function resolveTarget(repository, target) {
  const path = target.startsWith('bin:')
    ? join(repository, 'node_modules', '.bin', target.slice(4))
    : resolve(repository, target);
  if (!existsSync(path)) throw new SetUpError(`There is no program ${path}; check the command in package.json.`);
  return realpathSync(path);
}
