import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, rmSync, statSync } from 'node:fs';
import { arch, cpus, homedir, platform } from 'node:os';
import path from 'node:path';

/** Most bytes that the machine code of one kind of machine may take; the oldest files go first. */
const largestCache = 10 ** 9;

/**
 * Folder of XLA's machine code, made if need be. There is one for each kind of machine and set of
 * compiler flags, because the code uses all that the processor has and a cached program is not checked against it.
 */
export function compileCacheFolder(): string {
  const folder = path.join(
    cacheRoot(),
    'xla',
    digestOf([describeProcessor(), describeGpus(), tensorflowVersion, ...compilerFlags()]),
  );
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Makes the folder fit to be used: made, no broken files, at most 1 GB. */
export function prepareCacheFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  removeBrokenFiles(folder);
  trimFolder(folder, largestCache);
}

/** The library that scripts/setup fetches. */
const tensorflowVersion = 'tensorflow 2.21.0';

/** Deletes the files of a folder that were written longest ago until the rest take at most `mostBytes`. */
export function trimFolder(folder: string, mostBytes: number): void {
  const newestFirst = readdirSync(folder)
    .flatMap((name) => describeFile(path.join(folder, name)))
    .sort((left, right) => right.writtenAtMs - left.writtenAtMs);
  let total = 0;
  for (const { file, size } of newestFirst) {
    total += size;
    if (total > mostBytes) rmSync(file, { force: true });
  }
}

/** Deletes files that are cut off (a full disk leaves such): TensorFlow would fail on them instead of compiling anew. */
function removeBrokenFiles(folder: string): void {
  for (const name of readdirSync(folder)) {
    // TensorFlow writes under another name and renames, so a file with this ending is meant to be whole.
    const file = path.join(folder, name);
    if (name.endsWith('.pb') && !isWholeMessage(file)) rmSync(file, { force: true });
  }
}

/** Whether a file is a protocol-buffer message of byte fields that ends where its last field does, as cache entries are. */
function isWholeMessage(file: string): boolean {
  const [found] = describeFile(file);
  if (!found) return true;
  const descriptor = openSync(file, 'r');
  try {
    const head = Buffer.alloc(11);
    let position = 0;
    while (position < found.size) {
      const read = readSync(descriptor, head, 0, head.length, position);
      if (read < 2 || (head[0] & 7) !== 2) return false;
      let length = 0;
      let used = 1;
      do length += (head[used] & 0x7f) * 2 ** (7 * (used - 1));
      while (head[used++] > 0x7f && used < read);
      position += used + length;
    }
    return found.size > 0 && position === found.size;
  } finally {
    closeSync(descriptor);
  }
}

/** A file's size and time of writing; nothing if it is gone, which another process may have seen to. */
function describeFile(file: string): { file: string; size: number; writtenAtMs: number }[] {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() ? [{ file, size: stats.size, writtenAtMs: stats.mtimeMs }] : [];
}

function cacheRoot(): string {
  if (process.env['BOOSTER_LAB_CACHE']) return path.resolve(process.env['BOOSTER_LAB_CACHE']);
  if (process.env['XDG_CACHE_HOME']) return path.resolve(process.env['XDG_CACHE_HOME'], 'booster-lab');
  if (platform() === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'booster-lab');
  if (platform() === 'win32')
    return path.join(process.env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'booster-lab');
  return path.join(homedir(), '.cache', 'booster-lab');
}

function describeProcessor(): string {
  const model = `${arch()} ${cpus()[0]?.model ?? 'unknown'}`;
  // Only Linux lists the flags; on ARM they are called features.
  const flags = /^(?:flags|Features)\s*:(.*)$/m.exec(readText('/proc/cpuinfo'));
  return `${model} ${flags?.[1] ?? ''}`;
}

/** Models of the NVIDIA cards, as their driver lists them. */
function describeGpus(): string {
  const folder = '/proc/driver/nvidia/gpus';
  const names = statSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder).sort() : [];
  return names
    .map((name) => /^Model:(.*)$/m.exec(readText(path.join(folder, name, 'information')))?.[1]?.trim() ?? '')
    .join(',');
}

/** What the user set that changes the machine code; the cache's own flags do not. */
function compilerFlags(): string[] {
  const flags = ['XLA_FLAGS', 'TF_XLA_FLAGS', 'CUDA_VISIBLE_DEVICES'].map((name) => process.env[name] ?? '');
  return flags.map((value) => value.replaceAll(/--tf_xla_persistent_cache_\w+=\S+/g, '').trim());
}

/**
 * The value of TF_XLA_FLAGS that keeps machine code in `folder`: the user's flags and ours, or the user's alone where
 * they name a cache themselves or are in a file.
 */
export function withCacheFlags(folder: string, userFlags: string | undefined): string {
  const flags = userFlags?.trim() ?? '';
  if (flags.includes('tf_xla_persistent_cache_directory') || (flags !== '' && !flags.startsWith('-'))) return flags;
  return `--tf_xla_persistent_cache_directory=${folder} --tf_xla_persistent_cache_prefix=booster ${flags}`.trim();
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the file is there on some systems only
  }
}

function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
