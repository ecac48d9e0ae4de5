import { findDifference, findScore, listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { formatInstant } from '../../../shared/report/format.ts';
import { escapeLatex } from '../../../shared/report/latex/escape.ts';
import {
  encodeSummaryCells,
  makeSummaryColumns,
  summaryWords,
  type SummaryValue,
} from '../../../shared/report/latex/summary-cells.ts';
import {
  encodeLatexTable,
  formatNumberColumn,
  type LatexColumn,
  layOutTexts,
} from '../../../shared/report/latex/tabular.ts';
import { listScoreRows, type ScoreRow } from '../../../shared/report/score-table.ts';
import type { ReportData, SettingRow } from '../../../shared/views/report.ts';
import { describeHarmful } from '../apply-layout.ts';
import { describeWhen } from '../figures/describe.ts';
import { listProvenanceRows } from '../provenance-rows.ts';
import type { ReportTable } from '../tables/report-table.ts';
import { describeJudges } from './describe-judges.ts';

/** A table of the LaTeX report: a file of its own that a paper can read with \input. */
export interface TableFile {
  /** File name without ending, and label. */
  readonly id: string;
  /** LaTeX. */
  readonly caption: string;
  readonly content: string;
  /** It breaks over pages and has its caption in it; else it stands in a float. */
  readonly isLong: boolean;
}

/** Beyond this many lines a table does not fit on a page. */
const mostLines = 42;

/** HS and FA per condition and arm at the headline step; null while nothing was evaluated. */
export function encodeHeadlineTable(data: ReportData): TableFile | null {
  const { headlineStep: step } = data;
  if (step === null) return null;
  const metrics = listHeadlineMetrics(data);
  const groups = data.conditions.map((condition, index) => ({
    label: condition.label,
    rows: listScoreRows(data, { condition: index, step, metrics }),
  }));
  const when = `${describeWhen(step)[0]?.toUpperCase() ?? ''}${describeWhen(step).slice(1)}`;
  return encodeScoreTable(data, { id: 'scores', title: `Scores ${describeWhen(step)}`, note: when, metrics, groups });
}

/** Every metric at every step. */
export function encodeAllScoresTable(data: ReportData): TableFile | null {
  if (data.steps.length === 0) return null;
  const metrics = data.metrics.map((_, index) => index);
  const groups = data.conditions.flatMap((condition, index) =>
    data.steps.map((step) => ({
      label: `${condition.label}, step ${step}`,
      rows: listScoreRows(data, { condition: index, step, metrics }),
    })),
  );
  const title = 'All metrics at all attack steps; step 0 is the aligned model before the attack';
  return encodeScoreTable(data, { id: 'all-scores', title, note: title, metrics, groups });
}

interface ScoreTableContent {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly metrics: readonly number[];
  readonly groups: readonly { readonly label: string; readonly rows: readonly ScoreRow[] }[];
}

function encodeScoreTable(data: ReportData, { id, title, note, metrics, groups }: ScoreTableContent): TableFile {
  const rows = groups.flatMap((group) => group.rows);
  const counts = rows.map((row) => (row.n === null ? '–' : String(row.n)));
  const columns: LatexColumn[] = [
    { head: 'Arm', format: 'l' },
    { head: '$n$', format: formatNumberColumn(counts) },
    ...metrics.flatMap((metric, column) =>
      makeSummaryColumns(
        `${escapeLatex(data.metrics[metric]?.label ?? '')} (\\%)`,
        rows.map((row) => readSummary(data, row, metric, column)),
      ),
    ),
  ];
  const caption = `${escapeLatex(title)}. ${escapeLatex(`${summaryWords} ${describeJudges(data, metrics)}`)}`;
  const isLong = rows.length + groups.length > mostLines;
  const width = columns.length;
  const content = encodeLatexTable({
    notes: [note, summaryWords, describeJudges(data, metrics)],
    columns,
    groups: groups
      .filter((group) => group.rows.length > 0)
      .map((group) => [
        [`\\multicolumn{${width}}{l}{\\textit{${escapeLatex(group.label)}}}`],
        ...group.rows.map((row) => [
          escapeLatex(row.label),
          row.n === null ? '{--}' : String(row.n),
          ...metrics.flatMap((metric, column) => encodeSummaryCells(readSummary(data, row, metric, column))),
        ]),
      ]),
    ...(isLong ? { long: { caption, label: `tab:${id}` } } : {}),
  });
  return { id, caption, content, isLong };
}

function readSummary(data: ReportData, row: ScoreRow, metric: number, column: number): SummaryValue {
  const place = { condition: row.condition, step: row.step, metric };
  const isDifference = row.kind === 'difference';
  const summary = isDifference ? findDifference(data, row.arm, place) : findScore(data, row.arm, place)?.summary;
  return summary ? { summary, isDifference, isBest: row.cells[column]?.isClearWinner ?? false } : null;
}

/** A table of texts, as every format has it. */
export function encodePlainTable({ id, caption, columns, rows, help }: ReportTable): TableFile {
  return encodeTexts({
    id,
    caption: `${escapeLatex(caption)}. ${escapeLatex(help)}`,
    note: caption,
    heads: columns,
    rows,
  });
}

/** The settings on which arms differ, and all others. */
export function encodeSettingTables({ arms, settings }: ReportData): TableFile[] {
  const encode = (id: string, caption: string, heads: readonly string[], rows: readonly SettingRow[]): TableFile[] => {
    if (rows.length === 0) return [];
    const columns = ['Setting', 'Path', ...heads].map((label) => ({ label }));
    const cells = rows.map((row) => [row.label, row.path, ...row.values]);
    return [encodeTexts({ id, caption: escapeLatex(caption), note: caption, heads: columns, rows: cells })];
  };
  const labels = arms.map((arm) => arm.label);
  return [
    ...(arms.length > 1
      ? encode('settings-differing', 'Settings that differ between the arms', labels, settings.differing)
      : []),
    ...encode('settings-same', 'Settings that are the same in all arms', ['Value'], settings.same),
  ];
}

/** Where the numbers come from. */
export function encodeProvenanceTable(data: ReportData): TableFile {
  const rows: [string, string][] = [
    ...listProvenanceRows(data),
    ['Answers', describeHarmful(data)],
    ['Written', formatInstant(data.writtenAtMs)],
  ];
  const caption = 'Origin of the numbers';
  return encodeTexts({
    id: 'provenance',
    caption,
    note: caption,
    heads: [{ label: 'What' }, { label: 'Value' }],
    rows,
  });
}

function encodeTexts({
  id,
  caption,
  note,
  heads,
  rows,
}: {
  readonly id: string;
  readonly caption: string;
  readonly note: string;
  readonly heads: ReportTable['columns'];
  readonly rows: readonly (readonly string[])[];
}): TableFile {
  const { columns, cells } = layOutTexts(heads, rows);
  const isLong = rows.length > mostLines || columns.some((column) => column.format.includes('p{'));
  const content = encodeLatexTable({
    notes: [note],
    columns,
    groups: [cells],
    ...(isLong ? { long: { caption, label: `tab:${id}` } } : {}),
  });
  return { id, caption, content, isLong };
}
