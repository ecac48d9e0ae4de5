import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { formatBytes, measureFolder, requireSpace } from './disk-space.mjs';
import { showProgress } from './progress.mjs';
import { explainPipFailure, findPython, runPip } from './python.mjs';
import { neededBytes, zigVersion } from './recipe.mjs';
import { runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';
import { withWorkFolder } from './work-folder.mjs';

/**
 * @typedef {object} Compiler
 * @property {string} name for messages
 * @property {readonly [string, ...string[]]} command program and first arguments
 */

const compilerNames = ['c++', 'g++', 'clang++'];

/**
 * The C++ compilers of this machine, the user's own choice (`CXX`) first.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Compiler[]>}
 */
export async function listCompilers(env = process.env) {
  // On a Mac without the command line tools, /usr/bin/c++ opens a dialog window instead of failing.
  if (process.platform === 'darwin' && (await runCommand('xcode-select', ['-p'], { env })).code !== 0) return [];
  const chosen = env['CXX']?.split(/\s+/).filter((part) => part !== '') ?? [];
  const candidates = [...(chosen.length > 0 ? [chosen] : []), ...compilerNames.map((name) => [name])];
  /** @type {Compiler[]} */
  const found = [];
  for (const [program, ...args] of candidates) {
    if (program === undefined || found.some((compiler) => compiler.command[0] === program)) continue;
    const result = await runCommand(program, [...args, '--version'], { env });
    if (result.code === 0) found.push({ name: program, command: [program, ...args] });
  }
  return found;
}

/** @param {string} cacheFolder @returns {string} the cached zig program, whether or not it is there */
export function zigProgram(cacheFolder) {
  return join(cacheFolder, `ziglang-${zigVersion}`, 'ziglang', process.platform === 'win32' ? 'zig.exe' : 'zig');
}

/**
 * The stand-in compiler for machines without one: the `ziglang` wheel, kept in the cache.
 * @param {string} cacheFolder
 * @param {string} whyNeeded begins the sentence of a failure, such as `No C++ compiler was found on PATH`
 * @returns {Promise<Compiler>}
 * @throws {SetUpError} it cannot be fetched
 */
export async function fetchZig(cacheFolder, whyNeeded) {
  const program = zigProgram(cacheFolder);
  if (!existsSync(program)) {
    await requireSpace(cacheFolder, neededBytes.zig, 'Setting up the stand-in C++ compiler (ziglang)');
    const python = await findPython();
    await withWorkFolder(cacheFolder, async (workFolder) => {
      const target = join(workFolder, 'zig');
      const temporaryFolder = join(workFolder, 'pip');
      const logFolder = join(cacheFolder, 'logs');
      mkdirSync(temporaryFolder);
      mkdirSync(logFolder, { recursive: true });
      const args = [
        'install',
        '--no-deps',
        '--only-binary',
        ':all:',
        '--no-compile',
        '--target',
        target,
        `ziglang==${zigVersion}`,
      ];
      const result = await showProgress(
        `downloading the compiler ziglang ${zigVersion}`,
        () => runPip(python, args, { temporaryFolder, logFile: join(logFolder, `pip-${process.pid}.log`) }),
        async () => formatBytes(await measureFolder(workFolder)),
      );
      if (result.code !== 0) {
        throw new SetUpError(
          `${whyNeeded}, and the stand-in compiler ziglang could not be downloaded ` +
            `(${explainPipFailure(result.output).reason}); install a C++17 compiler (Debian/Ubuntu: apt install g++, ` +
            'macOS: xcode-select --install) or connect to the network, and run the command again.',
        );
      }
      const final = join(cacheFolder, `ziglang-${zigVersion}`);
      rmSync(final, { recursive: true, force: true });
      renameSync(target, final);
    });
  }
  return { name: `ziglang ${zigVersion}`, command: [program, 'c++'] };
}
