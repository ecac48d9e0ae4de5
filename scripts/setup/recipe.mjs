import { createHash } from 'node:crypto';
import { SetUpError } from './set-up-error.mjs';

/** The TensorFlow release whose C library the addon is linked with. */
export const tensorflowVersion = '2.21.0';

/** The compiler that is fetched where the machine has none. */
export const zigVersion = '0.15.2';

/** The oldest Node that can run the lab: it strips types by itself, and better-sqlite3 crashes on older ones. */
export const minimumNodeMajor = 24;

/** The oldest pip that resolves a wheel for another Python version and another platform tag. */
export const minimumPipMajor = 20;

/** Wheels are asked for by this Python version, whatever Python runs pip: only the C library in them is used. */
export const wheelPython = { version: '3.12', abi: 'cp312' };

/** Free bytes needed before anything is fetched: the wheel and what is kept of it lie side by side for a moment. */
export const neededBytes = { packages: 1.2e9, cpu: 1.5e9, cuda: 7e9, zig: 0.6e9 };

/**
 * @typedef {'cpu' | 'cuda'} LibrarySet
 * @typedef {object} LibraryRecipe
 * @property {LibrarySet} set
 * @property {string} package name of the wheel
 * @property {string} key folder name in the cache
 * @property {readonly string[]} platformTags wheel platforms to accept, newest first
 * @property {readonly string[]} libraries file names below `tensorflow/` that the addon is linked with
 */

/** @type {Record<string, Partial<Record<LibrarySet, { package: string, platformTag: string }>>>} */
const wheels = {
  'linux-x64': {
    cpu: { package: 'tensorflow-cpu', platformTag: 'manylinux_2_27_x86_64' },
    cuda: { package: 'tensorflow', platformTag: 'manylinux_2_27_x86_64' },
  },
  'linux-arm64': { cpu: { package: 'tensorflow', platformTag: 'manylinux_2_27_aarch64' } },
  'darwin-arm64': { cpu: { package: 'tensorflow', platformTag: 'macosx_12_0_arm64' } },
};

/**
 * What to fetch for one platform.
 * @param {LibrarySet} set
 * @param {{ platform: string, arch: string, glibc: string | undefined }} machine
 * @returns {LibraryRecipe}
 * @throws {SetUpError} where no TensorFlow wheel exists for the machine
 */
export function describeLibrary(set, machine) {
  const name = `${machine.platform}-${machine.arch}`;
  const wheel = wheels[name]?.[set];
  if (!wheel) {
    const what = set === 'cuda' ? 'The CUDA set of TensorFlow' : 'TensorFlow';
    const known = Object.keys(wheels).filter((key) => wheels[key]?.[set] !== undefined);
    const cure = machine.platform === 'win32' ? 'run Booster Lab inside WSL 2' : `use one of ${known.join(', ')}`;
    throw new SetUpError(`${what} ${tensorflowVersion} has no build for ${name}; ${cure}.`);
  }
  if (machine.platform === 'linux' && !isGlibcAtLeast(machine.glibc, 27)) {
    throw new SetUpError(
      `TensorFlow ${tensorflowVersion} needs Linux with glibc 2.27 or newer, but this system has ` +
        `${machine.glibc ? `glibc ${machine.glibc}` : 'another C library (musl)'}; use a newer or a glibc-based distribution.`,
    );
  }
  const suffix = machine.platform === 'darwin' ? '2.dylib' : 'so.2';
  return {
    set,
    package: wheel.package,
    key: `${wheel.package}-${tensorflowVersion}-${set}-${name}`,
    platformTags: [wheel.platformTag],
    libraries: [`libtensorflow_cc.${suffix}`, `libtensorflow_framework.${suffix}`],
  };
}

/** The machine that this process runs on, in the terms of `describeLibrary`. */
export function describeMachine() {
  return { platform: process.platform, arch: process.arch, glibc: readGlibcVersion() };
}

/**
 * Compiler arguments that do not depend on where things lie; part of the addon's key.
 * @param {string} platform
 * @returns {string[]}
 */
export function compilerFlags(platform) {
  const flags = ['-O2', '-std=c++17', '-fPIC', '-DNAPI_VERSION=8'];
  return platform === 'darwin' ? [...flags, '-bundle', '-undefined', 'dynamic_lookup'] : [...flags, '-shared'];
}

/** Changes whenever a stamp written by an older recipe must no longer count. */
export const recipeKey = createHash('sha256')
  .update(JSON.stringify([1, tensorflowVersion, wheelPython, compilerFlags('linux'), compilerFlags('darwin'), wheels]))
  .digest('hex')
  .slice(0, 16);

/** @returns {string | undefined} such as `2.36`; undefined off Linux and on musl */
function readGlibcVersion() {
  if (process.platform !== 'linux') return undefined;
  /** @type {{ header?: { glibcVersionRuntime?: string } }} */
  // The report is typed `object`; only this one optional field is read.
  const report = process.report.getReport();
  return report.header?.glibcVersionRuntime;
}

/** @param {string | undefined} version @param {number} minor */
function isGlibcAtLeast(version, minor) {
  const [first = 0, second = 0] = (version ?? '').split('.').map(Number);
  return first > 2 || (first === 2 && second >= minor);
}
