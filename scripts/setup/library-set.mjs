import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from './run-command.mjs';

/** @typedef {import('./recipe.mjs').LibrarySet} LibrarySet */

/**
 * Which TensorFlow to use: what the user asks for now, else what was chosen before on this machine, else CUDA where
 * nvidia-smi names a GPU. The answer is remembered.
 * @param {string} cacheFolder
 * @param {LibrarySet | undefined} asked
 * @param {{ platform: string, arch: string }} [machine]
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<LibrarySet>}
 */
export async function chooseLibrarySet(cacheFolder, asked, machine = process, env = process.env) {
  const remembered = readRememberedSet(cacheFolder);
  const isCudaPossible = machine.platform === 'linux' && machine.arch === 'x64';
  const set = asked ?? remembered ?? (isCudaPossible && (await listGpus(env)).length > 0 ? 'cuda' : 'cpu');
  if (set !== remembered) rememberSet(cacheFolder, set);
  return set;
}

/**
 * The GPUs that nvidia-smi names.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<string[]>} names; empty without a driver
 */
export async function listGpus(env = process.env) {
  const result = await runCommand('nvidia-smi', ['--query-gpu=name,memory.total', '--format=csv,noheader'], { env });
  if (result.code !== 0) return [];
  return result.output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** @param {string} cacheFolder @returns {LibrarySet | undefined} */
export function readRememberedSet(cacheFolder) {
  try {
    const choice = JSON.parse(readFileSync(choicePath(cacheFolder), 'utf8'));
    return choice.set === 'cuda' || choice.set === 'cpu' ? choice.set : undefined;
  } catch {
    return undefined;
  }
}

/** @param {string} cacheFolder @param {LibrarySet} set */
function rememberSet(cacheFolder, set) {
  mkdirSync(cacheFolder, { recursive: true });
  const partial = `${choicePath(cacheFolder)}.${process.pid}.partial`;
  writeFileSync(partial, `${JSON.stringify({ set })}\n`);
  renameSync(partial, choicePath(cacheFolder));
}

/** @param {string} cacheFolder */
function choicePath(cacheFolder) {
  return join(cacheFolder, 'library-set.json');
}
