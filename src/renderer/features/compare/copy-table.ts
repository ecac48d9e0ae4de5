import { encodeCsvRows } from '../../../shared/report/csv.ts';
import { findDifference, findScore, type ScorePlace } from '../../../shared/report/find-scores.ts';
import { escapeLatex } from '../../../shared/report/latex/escape.ts';
import {
  encodeSummaryCells,
  makeSummaryColumns,
  summaryWords,
  type SummaryValue,
} from '../../../shared/report/latex/summary-cells.ts';
import { encodeLatexTable, encodeNumber, formatNumberColumn } from '../../../shared/report/latex/tabular.ts';
import { encodeMarkdownTable } from '../../../shared/report/markdown.ts';
import { listScoreRows, type ScoreRow } from '../../../shared/report/score-table.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { Summary } from '../../../shared/views/statistics.ts';

/** The part of a report's scores that the table shows. */
export interface TableView {
  readonly step: number;
  readonly metrics: readonly number[];
  readonly hiddenArms: ReadonlySet<number>;
}

export interface TableBlock {
  readonly condition: number;
  readonly label: string;
  readonly rows: readonly ScoreRow[];
}

/** The table's rows by condition. What is hidden still counts: means, differences and winners are of all arms. */
export function listTableBlocks(data: ReportData, { step, metrics, hiddenArms }: TableView): TableBlock[] {
  return data.conditions.flatMap(({ label }, condition) => {
    const rows = listScoreRows(data, { condition, step, metrics }).filter((row) => !hiddenArms.has(row.arm));
    return rows.length > 0 ? [{ condition, label, rows }] : [];
  });
}

/** The table as it is shown, for notes and issues. */
export function encodeTableMarkdown(data: ReportData, view: TableView): string {
  const heads = ['Condition', 'Arm', 'n', ...view.metrics.map((metric) => `${data.metrics[metric]?.label ?? ''} (%)`)];
  const rows = listTableBlocks(data, view).flatMap((block) =>
    block.rows.map((row) => [block.label, row.label, formatCount(row), ...row.cells.map((cell) => cell.text)]),
  );
  return `${encodeMarkdownTable(heads, rows, new Set(heads.map((_, column) => column).slice(2)))}\n`;
}

/** The numbers behind the table, unrounded: mean and both ends of the 95 % t interval. */
export function encodeTableCsv(data: ReportData, view: TableView): string {
  const names = view.metrics.map((metric) => data.metrics[metric]?.label ?? '');
  const head = [
    'condition',
    'attack_step',
    'arm',
    'kind',
    'n',
    ...names.flatMap((name) => [`${name} mean`, `${name} low`, `${name} high`]),
  ];
  const rows = listTableBlocks(data, view).flatMap((block) =>
    block.rows.map((row) => [
      block.label,
      view.step,
      row.label,
      row.kind,
      row.n ?? '',
      ...view.metrics.flatMap((metric) => {
        const place = { condition: block.condition, step: view.step, metric };
        const summary = findSummary(data, row, place);
        return [summary?.mean ?? '', summary?.interval?.low ?? '', summary?.interval?.high ?? ''];
      }),
    ]),
  );
  return encodeCsvRows([head, ...rows]);
}

/** The table for a paper: booktabs rules, means and their spread in columns aligned by siunitx. */
export function encodeTableLatex(data: ReportData, view: TableView): string {
  const blocks = listTableBlocks(data, view);
  const rows = blocks.flatMap((block) => block.rows);
  const read = (row: ScoreRow, metric: number, column: number): SummaryValue => {
    const summary = findSummary(data, row, { condition: row.condition, step: view.step, metric });
    if (!summary) return null;
    return { summary, isDifference: row.kind === 'difference', isBest: row.cells[column]?.isClearWinner ?? false };
  };
  const columns = [
    { head: 'Arm', format: 'l' },
    { head: '$n$', format: formatNumberColumn(rows.map(formatCount)) },
    ...view.metrics.flatMap((metric, column) =>
      makeSummaryColumns(
        `${escapeLatex(data.metrics[metric]?.label ?? '')} (\\%)`,
        rows.map((row) => read(row, metric, column)),
      ),
    ),
  ];
  return encodeLatexTable({
    notes: [`After ${view.step} attack steps.`, summaryWords],
    columns,
    groups: blocks.map((block) => [
      ...(blocks.length > 1 ? [[`\\multicolumn{${columns.length}}{l}{${escapeLatex(block.label)}}`]] : []),
      ...block.rows.map((row) => [
        escapeLatex(row.label),
        encodeNumber(formatCount(row)),
        ...view.metrics.flatMap((metric, column) => encodeSummaryCells(read(row, metric, column))),
      ]),
    ]),
  });
}

function findSummary(data: ReportData, row: ScoreRow, place: ScorePlace): Summary | undefined {
  return row.kind === 'score' ? findScore(data, row.arm, place)?.summary : findDifference(data, row.arm, place);
}

function formatCount(row: ScoreRow): string {
  return row.n === null ? '–' : String(row.n);
}
