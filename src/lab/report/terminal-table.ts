import { listHeadlineMetrics } from '../../shared/report/find-scores.ts';
import type { ReportData } from '../../shared/views/report.ts';
import { listScoreRows, type ScoreRow } from '../../shared/report/score-table.ts';

const gap = '  ';
const shortestLabel = 8;

/**
 * HS and FA per condition and arm with the half width of their 95 % t interval, and the paired differences, as plain text
 * of at most `width` columns (≥ 40); cells that do not fit beside each other are put below each other.
 */
export function renderSummaryTable(
  data: ReportData,
  options: { readonly width: number; readonly step?: number },
): string {
  const step = options.step ?? data.headlineStep;
  if (step === null) return 'Nothing has been evaluated yet.\n';
  const metrics = listHeadlineMetrics(data);
  const heads = metrics.map((metric) => `${data.metrics[metric]?.label ?? ''} %`);
  const blocks = data.conditions.map((condition, index) => ({
    title: clean(condition.label),
    rows: listScoreRows(data, { condition: index, step, metrics }),
  }));
  const shown = blocks.filter(({ rows }) => rows.length > 0);
  const rows = shown.flatMap((block) => block.rows);
  const columns = heads.map((head, column) => longest([head, ...rows.map((row) => row.cells[column]?.text ?? '')]));
  const labels = longest(rows.map((row) => clean(row.label)));
  const seeds = longest(['n', ...rows.map(formatCount)]);
  const others = columns.reduce((sum, column) => sum + gap.length + column, gap.length + seeds);
  const room = options.width - gap.length - others;
  const layout: Layout = {
    heads,
    columns,
    seeds,
    label: Math.min(labels, Math.max(shortestLabel, room)),
    isStacked: room < shortestLabel,
  };
  const when = step === 0 ? 'before the attack' : `after ${step} attack steps`;
  const lines = [
    ...wrap(
      `${when[0]?.toUpperCase()}${when.slice(1)}: mean over n seeds ± half of the 95 % t interval; differences are paired by seed.`,
      options.width,
    ),
    ...shown.flatMap(({ title, rows: members }) => [
      '',
      ...renderHead(title, layout),
      ...members.flatMap((row) => renderRow(row, layout)),
    ]),
  ];
  return `${lines.map((line) => cut(line, options.width)).join('\n')}\n`;
}

interface Layout {
  readonly heads: readonly string[];
  readonly columns: readonly number[];
  readonly seeds: number;
  readonly label: number;
  readonly isStacked: boolean;
}

function renderHead(title: string, layout: Layout): string[] {
  if (layout.isStacked) return [title];
  const room = layout.label + gap.length;
  const fits = measure(title) <= room;
  const cells = [
    (fits ? title : '').padEnd(room),
    'n'.padStart(layout.seeds),
    ...layout.heads.map((head, at) => head.padStart(layout.columns[at] ?? 0)),
  ];
  return fits ? [cells.join(gap)] : [title, cells.join(gap)];
}

function renderRow(row: ScoreRow, layout: Layout): string[] {
  const label = clean(row.label);
  if (layout.isStacked) {
    const cells = row.cells.map((cell, column) => `${gap}${gap}${layout.heads[column]}: ${cell.text}`);
    return [`${gap}${label} (n = ${formatCount(row)})`, ...cells];
  }
  const cells = row.cells.map((cell, column) => pad(cell.text, layout.columns[column] ?? 0));
  const name = cut(label, layout.label);
  return [
    `${gap}${name}${' '.repeat(layout.label - measure(name))}${gap}${pad(formatCount(row), layout.seeds)}${gap}${cells.join(gap)}`,
  ];
}

function formatCount(row: ScoreRow): string {
  return row.n === null ? '*' : String(row.n);
}

/** Labels come from files: a control character in one must not reach the terminal. */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
}

function measure(text: string): number {
  return Array.from(text).length;
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map(measure));
}

function pad(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - measure(text))) + text;
}

function cut(text: string, width: number): string {
  const characters = Array.from(text);
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`;
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
