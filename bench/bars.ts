import { loadavg } from 'node:os';

/** What was measured, and what it may be at most. */
export interface Bar {
  readonly what: string;
  readonly value: number;
  readonly most: number;
  readonly unit: 's' | 'MB';
}

/** Time by the clock, and the processor time of this process alone: what a browser uses is not in it. */
export interface Measured {
  readonly seconds: number;
  readonly processorSeconds: number;
}

/** How long some work takes. */
export async function measure<Result>(work: () => Promise<Result>): Promise<[Measured, Result]> {
  const startedAtMs = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - startedAtMs) / 1000;
  return [{ seconds, processorSeconds: (user + system) / 1e6 }, result];
}

/** Prints figures as JSON and says of each bar whether it was met; with --json all of it is one JSON object. A missed bar is exit code 1. */
export function printFigures(figures: Readonly<Record<string, unknown>>, bars: readonly Bar[]): void {
  const told = bars.map((bar) => ({ ...bar, isMet: bar.value <= bar.most }));
  const whole = { ...figures, bars: told, loadAverage: loadavg() };
  process.stdout.write(`${JSON.stringify(whole, null, 2)}\n`);
  if (!process.argv.includes('--json')) {
    for (const { what, value, most, unit, isMet } of told)
      process.stdout.write(`${what}: ${value.toFixed(2)} ${unit}, bar ${most} ${unit}: ${isMet ? 'met' : 'MISSED'}\n`);
  }
  if (told.some(({ isMet }) => !isMet)) process.exitCode = 1;
}
