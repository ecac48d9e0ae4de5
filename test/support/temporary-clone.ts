import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repository } from './read-imports.ts';

/** A repository folder and an empty cache of its own, in which the real set-up scripts run. */
export interface TemporaryClone {
  readonly folder: string;
  readonly cacheFolder: string;
  /** A folder for programs, the only one on the PATH of `run`. */
  readonly programFolder: string;
}

export interface RunResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const tfjs = '@tensorflow/tfjs-node-gpu';

/** Makes a clone whose npm packages are installed (links to ours, but its own tfjs folder) and nothing else is. */
export function createTemporaryClone({ hasPackages = true } = {}): TemporaryClone {
  const root = mkdtempSync(join(tmpdir(), 'booster-lab-clone-'));
  const clone = { folder: join(root, 'clone'), cacheFolder: join(root, 'cache'), programFolder: join(root, 'bin') };
  for (const folder of [clone.folder, clone.programFolder]) mkdirSync(folder);
  for (const name of ['package.json', 'package-lock.json', '.npmrc'])
    cpSync(join(repository, name), join(clone.folder, name));
  mkdirSync(join(clone.folder, 'scripts'));
  cpSync(join(repository, 'scripts', 'setup'), join(clone.folder, 'scripts', 'setup'), { recursive: true });
  for (const name of ['with-setup.mjs', 'doctor.mjs']) {
    cpSync(join(repository, 'scripts', name), join(clone.folder, 'scripts', name));
  }
  if (hasPackages) linkPackages(join(repository, 'node_modules'), join(clone.folder, 'node_modules'));
  return clone;
}

export function removeTemporaryClone(clone: TemporaryClone): void {
  rmSync(dirname(clone.folder), { recursive: true, force: true });
}

/** Puts a shell script on the PATH of `run`. */
export function addProgram(clone: TemporaryClone, name: string, body: string): void {
  const path = join(clone.programFolder, name);
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
}

/** Puts this machine's own Python on the PATH of `run`, with options of its own. */
export function addPython(clone: TemporaryClone, options = ''): void {
  const program = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  addProgram(clone, 'python3', `exec ${program} ${options} "$@"`);
}

/** Settings under which no package index answers. */
export const offline = {
  PIP_CONFIG_FILE: '/dev/null',
  PIP_INDEX_URL: 'http://127.0.0.1:1/simple',
  PIP_FIND_LINKS: '',
  PIP_RETRIES: '0',
  PIP_TIMEOUT: '5',
};

/** The child and its end: for tests that send it a signal. */
export function start(clone: TemporaryClone, args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, args, {
    cwd: clone.folder,
    env: {
      HOME: clone.folder,
      PATH: clone.programFolder,
      BOOSTER_LAB_CACHE: clone.cacheFolder,
      ...(process.env['npm_execpath'] ? { npm_execpath: process.env['npm_execpath'] } : {}),
      ...env,
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  const ended = new Promise<RunResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  return { child, ended, readErrors: () => stderr };
}

/** Runs Node in the clone with nothing on its PATH but what the test put there. */
export function run(
  clone: TemporaryClone,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<RunResult> {
  return start(clone, args, env).ended;
}

/** What is in the cache apart from logs and empty folders. */
export function listCache(clone: TemporaryClone): string[] {
  if (!existsSync(clone.cacheFolder)) return [];
  return readdirSync(clone.cacheFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.log'))
    .map((entry) => entry.name)
    .sort();
}

function linkPackages(from: string, to: string): void {
  mkdirSync(join(to, '@tensorflow'), { recursive: true });
  for (const name of readdirSync(from)) {
    if (name !== '@tensorflow' && !name.startsWith('.booster-lab')) symlinkSync(join(from, name), join(to, name));
  }
  for (const name of ['package.json', 'binding']) {
    cpSync(join(from, tfjs, name), join(to, tfjs, name), { recursive: true });
  }
}
