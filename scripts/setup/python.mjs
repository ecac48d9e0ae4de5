import { minimumPipMajor } from './recipe.mjs';
import { lastLine, runCommand } from './run-command.mjs';
import { SetUpError } from './set-up-error.mjs';

/**
 * @typedef {object} Python
 * @property {string} command
 * @property {string} version such as `3.11.7`
 * @property {string} pipVersion
 */

const installHint =
  'Debian/Ubuntu: apt install python3-pip, Fedora: dnf install python3-pip, macOS: brew install python';

/**
 * Finds a Python 3 whose pip works; `BOOSTER_LAB_PYTHON` is tried first.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Python>}
 * @throws {SetUpError} no Python at all, or none with a pip that is new enough
 */
export async function findPython(env = process.env) {
  const names = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
  const candidates = env['BOOSTER_LAB_PYTHON'] ? [env['BOOSTER_LAB_PYTHON'], ...names] : names;
  /** @type {string[]} */
  const withoutPip = [];
  for (const command of candidates) {
    const version = await readPythonVersion(command, env);
    if (!version) continue;
    const pipVersion = await readPipVersion(command, env);
    if (pipVersion && Number.parseInt(pipVersion, 10) >= minimumPipMajor) return { command, version, pipVersion };
    withoutPip.push(`${command} ${version} has ${pipVersion ? `pip ${pipVersion}` : 'no pip'}`);
  }
  if (withoutPip.length === 0) {
    throw new SetUpError(
      'No Python 3 was found on PATH, and TensorFlow is downloaded with its pip; ' +
        `install Python with pip (${installHint}) and run the command again.`,
    );
  }
  throw new SetUpError(
    `No pip ${minimumPipMajor} or newer was found (${withoutPip.join(', ')}), and TensorFlow is downloaded with it; ` +
      `install pip (${installHint}) and run the command again.`,
  );
}

/**
 * @param {Python} python
 * @param {readonly string[]} args
 * @param {{ temporaryFolder: string, logFile: string, onOutput?: (text: string) => void }} options
 */
export function runPip(python, args, options) {
  const general = ['--disable-pip-version-check', '--no-input', '--no-cache-dir'];
  return runCommand(python.command, ['-m', 'pip', ...args, ...general, '--progress-bar', 'off'], {
    env: describePipEnvironment(process.env, options.temporaryFolder),
    logFile: options.logFile,
    ...(options.onOutput ? { onOutput: options.onOutput } : {}),
  });
}

/**
 * The user's own pip settings but for two: a rule to use virtual environments is about installing into Python, while
 * here wheels are only fetched; and without a single retry pip never says that it could not reach its index.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} temporaryFolder
 */
function describePipEnvironment(env, temporaryFolder) {
  const retries = env['PIP_RETRIES'] === '0' ? { PIP_RETRIES: '1' } : {};
  return { ...env, ...retries, TMPDIR: temporaryFolder, PIP_REQUIRE_VIRTUALENV: '0', PYTHONUNBUFFERED: '1' };
}

/**
 * Why pip failed, as the middle of a sentence.
 * @param {string} output what pip printed
 * @returns {{ kind: 'space' | 'network' | 'missing' | 'other', reason: string }}
 */
export function explainPipFailure(output) {
  if (/No space left on device|Errno 28/.test(output)) return { kind: 'space', reason: 'the disk is full' };
  const network =
    /(Connection refused|Temporary failure in name resolution|Name or service not known|nodename nor servname|Network is unreachable|Connection reset|No route to host|timed out|Read timed out|Tunnel connection failed[^'")]*|CERTIFICATE_VERIFY_FAILED|ProxyError|40[137] [A-Z][\w ]+|50\d [A-Z][\w ]+)/.exec(
      output,
    );
  if (network?.[1]) return { kind: 'network', reason: network[1] };
  if (/Retrying|Failed to establish|Max retries/.test(output)) return { kind: 'network', reason: 'no connection' };
  if (/No matching distribution|Could not find a version/.test(output)) {
    const isEmpty = /from versions: none/.test(output);
    return { kind: 'missing', reason: `the package index ${isEmpty ? 'is out of reach or ' : ''}has no such build` };
  }
  return { kind: 'other', reason: lastLine(output) };
}

/** @param {string} command @param {NodeJS.ProcessEnv} env */
async function readPythonVersion(command, env) {
  const result = await runCommand(command, ['-c', 'import sys; print("python", *sys.version_info[:3], sep=".")'], {
    env,
  });
  return result.code === 0 ? /python\.(3\.\d+\.\d+)/.exec(result.output)?.[1] : undefined;
}

/** @param {string} command @param {NodeJS.ProcessEnv} env */
async function readPipVersion(command, env) {
  const result = await runCommand(command, ['-m', 'pip', '--version'], { env });
  return result.code === 0 ? /pip (\d[\w.]*)/.exec(result.output)?.[1] : undefined;
}
