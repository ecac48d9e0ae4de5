import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fetchZig, listCompilers } from './compiler.mjs';
import { findNode } from './node-program.mjs';
import { showProgress } from './progress.mjs';
import { compilerFlags } from './recipe.mjs';
import { lastLine, runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { libraryFolder } from './tensorflow-library.mjs';
import { withWorkFolder } from './work-folder.mjs';

/** @typedef {import('./recipe.mjs').LibraryRecipe} LibraryRecipe */

/** @param {string} repository @returns {string} where tfjs-node looks for its addon */
export function addonPath(repository) {
  return join(tfjsFolder(repository), 'lib', 'napi-v8', 'tfjs_binding.node');
}

/**
 * Hash of everything that determines the addon: its sources, the headers' version, the library it is bound to and
 * the compiler's flags.
 * @param {string} repository
 * @param {string} cacheFolder
 * @param {LibraryRecipe} recipe
 */
export function describeAddonKey(repository, cacheFolder, recipe) {
  const hash = createHash('sha256');
  const folder = join(tfjsFolder(repository), 'binding');
  for (const name of readdirSync(folder).sort()) hash.update(name).update(readFileSync(join(folder, name)));
  hash.update(readFileSync(join(repository, 'node_modules', 'node-api-headers', 'package.json')));
  hash.update(JSON.stringify([libraryFolder(cacheFolder, recipe), compilerFlags(process.platform)]));
  return hash.digest('hex').slice(0, 20);
}

/**
 * Compiles the addon into the cache unless it is there, proves that it loads, and puts a copy in node_modules.
 * @param {string} repository
 * @param {string} cacheFolder
 * @param {LibraryRecipe} recipe
 * @throws {SetUpError} no compiler can be had, or the compiled addon does not load
 */
export async function provideAddon(repository, cacheFolder, recipe) {
  const key = describeAddonKey(repository, cacheFolder, recipe);
  const cached = join(cacheFolder, 'addons', key, 'tfjs_binding.node');
  if (!existsSync(cached)) {
    await withWorkFolder(cacheFolder, async (workFolder) => {
      const compiled = join(workFolder, 'tfjs_binding.node');
      await compile(repository, cacheFolder, recipe, compiled);
      await proveItLoads(repository, compiled);
      mkdirSync(dirname(cached), { recursive: true });
      renameSync(compiled, cached);
    });
  }
  const installed = addonPath(repository);
  mkdirSync(dirname(installed), { recursive: true });
  const partial = `${installed}.${process.pid}.partial`;
  copyFileSync(cached, partial);
  renameSync(partial, installed);
  return { key, path: installed, size: statSync(installed).size };
}

/** @param {string} repository @param {string} cacheFolder @param {LibraryRecipe} recipe @param {string} output */
async function compile(repository, cacheFolder, recipe, output) {
  const compilers = await listCompilers();
  const logFile = join(cacheFolder, 'logs', `compile-${process.pid}.log`);
  mkdirSync(dirname(logFile), { recursive: true });
  writeFileSync(logFile, '');
  const args = compilerArguments(repository, libraryFolder(cacheFolder, recipe), recipe, output);
  for (const compiler of compilers) {
    if ((await runCompiler(compiler, args, dirname(output), logFile)).code === 0) return;
  }
  const names = compilers.map((compiler) => compiler.name).join(', ');
  const why = names
    ? `The C++ compiler of this machine (${names}) could not compile the TensorFlow addon, see ${logFile}`
    : 'No C++ compiler was found on PATH (looked for $CXX, c++, g++ and clang++)';
  const zig = await fetchZig(cacheFolder, why);
  const result = await runCompiler(zig, args, dirname(output), logFile);
  if (result.code !== 0) {
    throw new SetUpError(
      `${why}, and ${zig.name} could not either (${lastLine(result.output)}); install a C++17 compiler ` +
        `(Debian/Ubuntu: apt install g++) and run the command again, the compiler's output is in ${logFile}.`,
    );
  }
}

/**
 * @param {import('./compiler.mjs').Compiler} compiler
 * @param {string[]} args
 * @param {string} workFolder
 * @param {string} logFile
 */
function runCompiler(compiler, args, workFolder, logFile) {
  const [program, ...first] = compiler.command;
  const zigCaches = {
    ZIG_GLOBAL_CACHE_DIR: join(workFolder, 'zig-cache'),
    ZIG_LOCAL_CACHE_DIR: join(workFolder, 'zig-local'),
  };
  return showProgress(`compiling the TensorFlow addon with ${compiler.name}`, () =>
    runCommand(program, [...first, ...args], { logFile, env: { ...process.env, ...zigCaches, TMPDIR: workFolder } }),
  );
}

/** @param {string} repository @param {string} library @param {LibraryRecipe} recipe @param {string} output */
export function compilerArguments(repository, library, recipe, output) {
  const tfjs = tfjsFolder(repository);
  const includes = [
    tfjs,
    join(repository, 'node_modules', 'node-api-headers', 'include'),
    join(library, 'tensorflow', 'include'),
  ];
  return [
    ...compilerFlags(process.platform),
    ...includes.map((folder) => `-I${folder}`),
    join(tfjs, 'binding', 'tfjs_backend.cc'),
    join(tfjs, 'binding', 'tfjs_binding.cc'),
    ...recipe.libraries.map((name) => join(library, 'tensorflow', name)),
    ...searchFolders(library).map((folder) => `-Wl,-rpath,${folder}`),
    '-o',
    output,
  ];
}

/** TensorFlow's own folder and, in the CUDA set, every nvidia/<part>/lib. @param {string} library */
function searchFolders(library) {
  const nvidia = join(library, 'nvidia');
  const parts = existsSync(nvidia) ? readdirSync(nvidia).map((part) => join(nvidia, part, 'lib')) : [];
  return [join(library, 'tensorflow'), ...parts.filter((folder) => existsSync(folder))];
}

/** @param {string} repository @param {string} addon */
async function proveItLoads(repository, addon) {
  const script = 'process.dlopen({ exports: {} }, process.argv[1])';
  const result = await showProgress('loading the addon once', () =>
    runCommand(findNode(repository), ['-e', script, addon], { env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' } }),
  );
  if (result.code !== 0) {
    const reason = /Error: (.+)/.exec(result.output)?.[1] ?? lastLine(result.output);
    throw new SetUpError(`The compiled TensorFlow addon does not load on this machine: ${reason}.`);
  }
}

/** @param {string} repository */
function tfjsFolder(repository) {
  return join(repository, 'node_modules', '@tensorflow', 'tfjs-node-gpu');
}
