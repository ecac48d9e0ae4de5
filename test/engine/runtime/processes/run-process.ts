import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Runs a file of this folder in a Node of its own and gives what it printed. */
export function runProcess(
  file: string,
  options: { args?: readonly string[]; nodeArgs?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): string {
  const { args = [], nodeArgs = [], env = {} } = options;
  const result = spawnSync(process.execPath, [...nodeArgs, path.join(import.meta.dirname, file), ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  if (result.status !== 0) throw new Error(`${file} ended with ${result.status ?? result.signal}: ${result.stderr}`);
  return result.stdout;
}
