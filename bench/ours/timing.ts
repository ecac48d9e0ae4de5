import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Measurement } from '../sides/job.ts';

/**
 * Milliseconds by the clock and of the processor of `steps` calls after `warmup` calls that do not count. Paced, the process says "ready" after the warm-up and after
 * each turn, and takes as many steps as the next line of its input says.
 */
export async function timeSteps(
  { warmup, steps, isPaced }: { warmup: number; steps: number; isPaced: boolean },
  one: () => unknown,
): Promise<Pick<Measurement, 'ms' | 'cpuMs'>> {
  const times: number[] = [];
  const cpuTimes: number[] = [];
  const take = async (count: number): Promise<void> => {
    for (let index = 0; index < count; index++) {
      const before = process.cpuUsage();
      const startedAtMs = performance.now();
      await one();
      times.push(performance.now() - startedAtMs);
      const { user, system } = process.cpuUsage(before);
      cpuTimes.push((user + system) / 1000);
    }
  };
  await take(warmup);
  if (!isPaced) await take(steps);
  else {
    const lines = createInterface({ input: process.stdin });
    process.stdout.write('ready\n');
    for await (const line of lines) {
      await take(Number(line));
      if (times.length >= warmup + steps) break;
      process.stdout.write('ready\n');
    }
    lines.close();
    process.stdin.destroy();
  }
  return { ms: times.slice(warmup), cpuMs: cpuTimes.slice(warmup) };
}

/** Peak resident bytes of this process: VmHWM as on the reference's side, elsewhere what getrusage says. */
export function readPeakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024;
  const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
  if (!found) throw new Error('/proc/self/status has no line VmHWM.');
  return Number(found[1]) * 1024;
}
