import type { JudgeAgreement } from '../views/judging.ts';
import type { Interval, Summary } from '../views/statistics.ts';

const minus = '−';

/** A percentage or a difference with one decimal and a true minus sign. */
export function formatNumber(value: number): string {
  const text = Math.abs(value).toFixed(1);
  return value < 0 && text !== '0.0' ? `${minus}${text}` : text;
}

/** With a plus sign for gains. */
export function formatDifference(value: number): string {
  const text = formatNumber(value);
  return value > 0 && text !== '0.0' ? `+${text}` : text;
}

/** "53.2 to 93.4": a dash would run into a minus sign. */
export function formatInterval(interval: Interval): string {
  return `${formatNumber(interval.low)} to ${formatNumber(interval.high)}`;
}

/** "73.3 ± 20.1" (half the width of the t interval); the mean alone of one seed; no "± 0.0" where equal seeds show no spread. */
export function formatSummary(summary: Summary): string {
  const { mean, interval, sd, n } = summary;
  if (sd === 0) return `${formatNumber(mean)} (all ${n} equal)`;
  return interval === null ? formatNumber(mean) : `${formatNumber(mean)} ± ${formatNumber(interval.high - mean)}`;
}

/** A difference in points with its interval, or why there is none. */
export function formatDifferenceSummary(summary: Summary): string {
  const points = formatDifference(summary.mean);
  if (summary.interval === null) return `${points} (one seed)`;
  if (summary.sd === 0) return `${points} (all ${summary.n} equal)`;
  return `${points} (${formatInterval(summary.interval)})`;
}

/** Cohen's κ of two judges and its 95 % interval, each with three decimals; "–" for what has no value. */
export function formatKappa({ kappa, kappaSpread }: Pick<JudgeAgreement, 'kappa' | 'kappaSpread'>): {
  readonly kappa: string;
  readonly interval: string;
} {
  return {
    kappa: kappa === null ? '–' : formatShare(kappa),
    interval: kappaSpread ? `${formatShare(kappaSpread.low)} to ${formatShare(kappaSpread.high)}` : '–',
  };
}

function formatShare(value: number): string {
  const text = Math.abs(value).toFixed(3);
  return value < 0 && text !== '0.000' ? `${minus}${text}` : text;
}

/** "2026-01-15 09:30 UTC": the same on every machine. */
export function formatInstant(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
