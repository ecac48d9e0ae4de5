import type { Summary } from '../../views/statistics.ts';
import { formatDifference, formatNumber } from '../format.ts';
import { encodeNumber, formatNumberColumn, type LatexColumn } from './tabular.ts';

/** How the columns of a summary are to be read; stands in captions and in the files. */
export const summaryWords =
  'Mean over n seeds ± half the width of the 95 % t interval; one seed has no interval, and “equal” are seeds of the same value. Differences are in points, paired by seed.';

/** A mean and its spread, or null where nothing was measured. */
export type SummaryValue = {
  readonly summary: Summary;
  readonly isDifference: boolean;
  readonly isBest: boolean;
  /** How numbers are rounded; one decimal unless said. */
  readonly write?: (value: number) => string;
} | null;

/** Three columns below one head: the mean, the sign ±, and half the width of the interval; numbers are aligned at their points. */
export function makeSummaryColumns(head: string, values: readonly SummaryValue[]): LatexColumn[] {
  const means = values.flatMap((value) => (value ? [writeMean(value)] : []));
  const halves = values.flatMap((value) => (value ? [writeHalf(value) ?? ''] : [])).filter(Boolean);
  // Bold digits keep their place, and a gain keeps its sign.
  const meanFormat = formatNumberColumn(means).replace(']', ',detect-weight=true,retain-explicit-plus=true]');
  return [
    { head, format: meanFormat, span: 3 },
    { head: '', format: '@{\\,}c', span: 0 },
    { head: '', format: `@{\\,}${halves.length > 0 ? formatNumberColumn(halves) : 'l'}`, span: 0 },
  ];
}

/** The cells of the three columns. Bold is what is better than all others with intervals that do not touch. */
export function encodeSummaryCells(value: SummaryValue): string[] {
  if (!value) return ['{--}', '', ''];
  const mean = encodeNumber(writeMean(value));
  const half = writeHalf(value);
  const isEqual = value.summary.sd === 0;
  const spread = isEqual ? ['\\multicolumn{2}{l}{(equal)}'] : half === null ? ['', ''] : ['$\\pm$', encodeNumber(half)];
  return [value.isBest ? `\\bfseries ${mean}` : mean, ...spread];
}

function writeMean({ summary, isDifference, write = formatNumber }: NonNullable<SummaryValue>): string {
  return isDifference ? formatDifference(summary.mean) : write(summary.mean);
}

/** Null where there is no interval or no spread. */
function writeHalf({ summary, write = formatNumber }: NonNullable<SummaryValue>): string | null {
  const { mean, interval, sd } = summary;
  return interval === null || sd === 0 ? null : write(interval.high - mean);
}
