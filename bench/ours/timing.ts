import { readFileSync } from 'node:fs';

/** Milliseconds of `steps` calls after `warmup` calls that do not count. */
export async function timeSteps(
  { warmup, steps }: { warmup: number; steps: number },
  one: () => unknown,
): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < warmup + steps; index++) {
    const startedAtMs = performance.now();
    await one();
    times.push(performance.now() - startedAtMs);
  }
  return times.slice(warmup);
}

/** Peak resident bytes of this process: VmHWM as on the reference's side, elsewhere what getrusage says. */
export function readPeakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  if (!found) throw new Error('/proc/self/status has no line VmHWM.');
  return Number(found[1]) * 1024;
}
