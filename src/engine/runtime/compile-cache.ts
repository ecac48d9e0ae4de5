import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { arch, cpus, homedir, platform } from 'node:os';
import path from 'node:path';

/** Folder of XLA's machine code, apart for each kind of processor, because the code uses all that the processor has. */
export function compileCacheFolder(): string {
  const folder = path.join(cacheRoot(), 'xla', createHash('sha256').update(`${describeProcessor()} tensorflow 2.21.0`).digest('hex').slice(0, 16));
  mkdirSync(folder, { recursive: true });
  return folder;
}

function cacheRoot(): string {
  if (process.env['BOOSTER_LAB_CACHE']) return process.env['BOOSTER_LAB_CACHE'];
  if (process.env['XDG_CACHE_HOME']) return path.join(process.env['XDG_CACHE_HOME'], 'booster-lab');
  if (platform() === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'booster-lab');
  if (platform() === 'win32' && process.env['LOCALAPPDATA']) return path.join(process.env['LOCALAPPDATA'], 'booster-lab');
  return path.join(homedir(), '.cache', 'booster-lab');
}

function describeProcessor(): string {
  const model = `${arch()} ${cpus()[0]?.model ?? 'unknown'}`;
  try {
    const flags = /^flags\s*:(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'));
    return `${model} ${flags?.[1] ?? ''}`;
  } catch {
    return model; // only Linux lists the flags
  }
}
