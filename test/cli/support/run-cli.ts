import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { repository } from '../../support/read-imports.ts';

export const entryPath = join(repository, 'src/cli/index.ts');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Every line of stdout as JSON; throws where one is not. */
  readonly lines: () => Record<string, unknown>[];
}

/** A command that is still running. */
export interface RunningCli {
  readonly child: ChildProcess;
  /** Resolves once stdout or stderr holds the text. */
  readonly waitFor: (text: string) => Promise<void>;
  readonly result: Promise<CliResult>;
}

/** Runs the command line in its own process, as npm does, with the data folder given by the environment. */
export function runCli(args: readonly string[], options: { readonly dataFolder?: string } = {}): Promise<CliResult> {
  return startCli(args, options).result;
}

export function startCli(args: readonly string[], options: { readonly dataFolder?: string } = {}): RunningCli {
  const { dataFolder = join(tmpdir(), 'booster-lab-no-such-folder') } = options;
  const child = spawn(process.execPath, [entryPath, ...args], {
    env: { ...process.env, BOOSTER_LAB_DATA: dataFolder, TF_CPP_MIN_LOG_LEVEL: '3' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const seen = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (seen.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (seen.stderr += text));
  const result = once(child, 'close').then(([code]: unknown[]) => ({
    ...seen,
    code: typeof code === 'number' ? code : null,
    lines: () => parseLines(seen.stdout),
  }));
  const waitFor = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (seen.stdout.includes(text) || seen.stderr.includes(text)) resolve();
      };
      child.stdout.on('data', check);
      child.stderr.on('data', check);
      child.on('close', () =>
        reject(new Error(`The command ended before it said "${text}":\n${seen.stdout}${seen.stderr}`)),
      );
      check();
    });
  return { child, waitFor, result };
}

/** A folder that is removed after the test. */
export function makeTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'booster-lab-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function parseLines(stdout: string): Record<string, unknown>[] {
  // The commands promise an object on each line; JSON.parse throws on anything that is not JSON.
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
