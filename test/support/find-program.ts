import { spawnSync } from 'node:child_process';

/** Whether a program can be started on this machine; tests that need one which may be absent are skipped there. */
export function hasProgram(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
}
