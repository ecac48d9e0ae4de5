import { execFileSync } from 'node:child_process';

/** The commit that is checked out in a folder; null outside a git checkout. */
export function findCommit(folder: string): string | null {
  try {
    const answer = execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return answer.trim() || null;
  } catch {
    return null;
  }
}
