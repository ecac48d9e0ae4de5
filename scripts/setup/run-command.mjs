import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { undoOnInterrupt } from './interrupt.mjs';

/**
 * @typedef {object} CommandResult
 * @property {number | null} code exit code; null when it could not be started or was killed
 * @property {string} output stdout and stderr in the order in which they came
 * @property {boolean} isMissing the program itself was not found
 */

/**
 * Runs a program without a shell and collects what it prints; never throws for a failing program.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, cwd?: string, logFile?: string, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: options.env ?? process.env,
      cwd: options.cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const forget = undoOnInterrupt(() => child.kill('SIGTERM'));
    let output = '';
    /** @param {Buffer} chunk */
    const collect = (chunk) => {
      const text = chunk.toString('utf8');
      output += text;
      if (options.logFile) appendFileSync(options.logFile, text);
      options.onOutput?.(text);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      forget();
      resolve({ code: null, output: error.message, isMissing: 'code' in error && error.code === 'ENOENT' });
    });
    child.on('close', (code) => {
      forget();
      resolve({ code, output, isMissing: false });
    });
  });
}

/** @param {string} output @returns {string} its last line that says something, for a sentence about a failure */
export function lastLine(output) {
  const lines = output.split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '').at(-1) ?? 'no output';
}
