import { formatInterval, formatNumber } from '../../../shared/report/format.ts';
import type { ReportData, ScoreGroup } from '../../../shared/views/report.ts';
import type { Interval } from '../../../shared/views/statistics.ts';

/** "At p = 0.1 after 100 attack steps". */
export function placeWords(data: ReportData, { condition, step }: { condition: number; step: number }): string {
  const label = data.conditions[condition]?.label ?? '';
  const when = step === 0 ? 'before the attack' : `after ${step} attack steps`;
  return label ? `At ${label} ${when}` : `${when[0]?.toUpperCase()}${when.slice(1)}`;
}

/** "1 seed", "5 seeds". */
export function seedWords(count: number): string {
  return count === 1 ? '1 seed' : `${count} seeds`;
}

/** "n = 120 prompts per seed", or the range where seeds or arms differ in it. */
export function promptWords(groups: readonly (ScoreGroup | undefined)[], seeds?: readonly number[]): string {
  const counts = groups.flatMap(
    (group) => group?.perSeed.filter((it) => seeds === undefined || seeds.includes(it.seed)).map((it) => it.n) ?? [],
  );
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  if (counts.length === 0) return 'n unknown';
  return `n = ${low === high ? low : `${low} to ${high}`} prompts per seed`;
}

/** "95 % t interval −93.2 to −44.6". */
export function intervalWords(interval: Interval): string {
  return `95 % t interval ${formatInterval(interval)}`;
}

/** "12.3 points"; a size, never negative. */
export function pointWords(value: number): string {
  return `${formatNumber(Math.abs(value))} points`;
}

/** "p = 0.031", "p < 0.001"; never rounded to a stronger claim. */
export function probabilityWords(p: number): string {
  if (p < 0.001) return 'p < 0.001';
  return `p = ${(Math.ceil(p * 1000 - 1e-9) / 1000).toFixed(3)}`;
}

export function armName(data: ReportData, arm: number): string {
  return data.arms[arm]?.label ?? '';
}

export function metricName(data: ReportData, metric: number): string {
  return data.metrics[metric]?.label ?? '';
}
