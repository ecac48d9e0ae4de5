import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Owner } from './folder/stage-files.ts';

/** What tells a process from a later one with the same id; null where it is not known or the process is gone. */
export function readProcessStart(pid: number): string | null {
  if (process.platform === 'linux') return readLinuxStart(pid);
  if (process.platform === 'darwin') return readDarwinStart(pid);
  return null;
}

/** True if the very process that owns the folder lives on this machine. */
export function isOwnerAlive(owner: Owner): boolean {
  if (owner.host !== hostname()) return false;
  if (process.platform === 'linux' || process.platform === 'darwin') {
    const start = readProcessStart(owner.pid);
    return start !== null && (owner.processStart === null || owner.processStart === start);
  }
  try {
    process.kill(owner.pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Field 22 of /proc/<pid>/stat, ticks since boot; a zombie counts as gone. See proc(5). */
function readLinuxStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold spaces and parentheses itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function readDarwinStart(pid: number): string | null {
  try {
    return (
      execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim() || null
    );
  } catch {
    return null;
  }
}
