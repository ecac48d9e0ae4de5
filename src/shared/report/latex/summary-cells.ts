import { formatDifference, formatNumber } from '../format.ts';
import type { Summary } from '../../views/statistics.ts';
import type { LatexColumn } from './tabular.ts';
import { formatNumberColumn } from './tabular.ts';

/** How the columns of a summary are to be read; stands in captions and in the files. */
export const summaryWords =
  'Mean over n seeds ± half the width of the 95 % t interval; one seed has no interval, and “equal” are seeds of the same value. Differences are in points, paired by seed.';

/** A mean and its spread, or null where nothing was measured. */
export type SummaryValue = {
  readonly summary: Summary;
  readonly isDifference: boolean;
  readonly isBest: boolean;
} | null;

/** Three columns below one head: the mean, the sign ±, and half the width of the interval; numbers are aligned at their points. */
export function makeSummaryColumns(head: string, values: readonly SummaryValue[]): LatexColumn[] {
  const means = values.flatMap((value) => (value ? [writeMean(value)] : []));
  const halves = values.flatMap((value) => (value ? [writeHalf(value.summary) ?? ''] : [])).filter(Boolean);
  return [
    { head, format: widen(formatNumberColumn(means)), span: 3 },
    { head: '', format: '@{\\,}c', span: 0 },
    { head: '', format: `@{\\,}${halves.length > 0 ? formatNumberColumn(halves) : 'l'}`, span: 0 },
  ];
}

/** The cells of the three columns. Bold is what is better than all others with intervals that do not touch. */
export function encodeSummaryCells(value: SummaryValue): string[] {
  if (!value) return ['{--}', '', ''];
  const { summary, isBest } = value;
  const mean = writeMean(value).replace('−', '-');
  const half = writeHalf(summary);
  const spread = summary.sd === 0 ? ['\\multicolumn{2}{l}{(equal)}'] : half === null ? ['', ''] : ['$\\pm$', half];
  return [isBest ? `\\bfseries ${mean}` : mean, ...spread];
}

function writeMean({ summary, isDifference }: NonNullable<SummaryValue>): string {
  return isDifference ? formatDifference(summary.mean) : formatNumber(summary.mean);
}

/** Null where there is no interval or no spread. */
function writeHalf({ mean, interval, sd }: Summary): string | null {
  return interval === null || sd === 0 ? null : formatNumber(interval.high - mean);
}

/** Bold digits keep their place. */
function widen(format: string): string {
  return format.replace(']', ',detect-weight=true,retain-explicit-plus=true]');
}
