import { encodeCsvRows } from './csv.ts';
import { formatSummary } from './format.ts';
import { encodeMarkdownTable } from './markdown.ts';
import type { Pivot, PivotCell } from './pivot.ts';

/** A cell as people read it: "73.3 ± 20.1", with its n unless `commonN` says it for all; "–" where nothing was measured. */
export function formatPivotCell(pivot: Pivot, cell: PivotCell | null): string {
  if (!cell) return '–';
  const text = pivot.metric.unit === '%' ? formatSummary(cell) : formatMeasure(cell);
  return findCommonN(pivot) === null ? `${text} (n = ${cell.n})` : text;
}

/** The number of seeds behind every cell; null where cells differ in it or there are none. */
export function findCommonN(pivot: Pivot): number | null {
  const counts = new Set(pivot.rows.flatMap((row) => row.cells.flatMap((cell) => cell?.n ?? [])));
  const [n = null] = counts;
  return counts.size === 1 ? n : null;
}

/** "HS (%) by Arm and p; after 300 attack steps; n = 5". */
export function titlePivot(pivot: Pivot): string {
  const { metric, rowLabel, columnLabel, fixed } = pivot;
  const n = findCommonN(pivot);
  const name = metric.unit === null ? metric.label : `${metric.label} (${metric.unit})`;
  const by = columnLabel === null ? rowLabel : `${rowLabel} and ${columnLabel}`;
  return [`${name} by ${by}`, ...fixed, ...(n === null ? [] : [`n = ${n}`])].join('; ');
}

/** The table as GitHub-flavoured Markdown with title and notes; the clear best is bold. */
export function encodePivotMarkdown(pivot: Pivot): string {
  const numbers = new Set(pivot.columns.map((_, index) => index + 1));
  const rows = pivot.rows.map((row) => [row.label, ...row.cells.map((cell) => formatPivotCell(pivot, cell))]);
  const table = encodeMarkdownTable(listHeads(pivot), rows, numbers).split('\n');
  const marked = table.map((line, at) => markBest(line, pivot.rows[at - 2]?.cells ?? []));
  return `${[titlePivot(pivot), marked.join('\n'), pivot.notes.join(' ')].join('\n\n')}\n`;
}

/** Bold is put around what was escaped before. */
function markBest(line: string, cells: readonly (PivotCell | null)[]): string {
  const parts = line.split(' | ');
  return parts
    .map((part, at) => {
      if (!cells[at - 1]?.isBest) return part;
      return part.endsWith(' |') ? `**${part.slice(0, -2)}** |` : `**${part}**`;
    })
    .join(' | ');
}

/** The table as it stands, for pasting into a spreadsheet. */
export function encodePivotTsv(pivot: Pivot): string {
  const rows = pivot.rows.map((row) => [row.label, ...row.cells.map((cell) => formatPivotCell(pivot, cell))]);
  const clean = (text: string): string => text.replace(/\s+/g, ' ');
  return `${[listHeads(pivot), ...rows].map((row) => row.map(clean).join('\t')).join('\n')}\n`;
}

/** One line per cell with unrounded numbers; what is missing is empty. */
export function encodePivotCsv(pivot: Pivot): string {
  const { metric, rowLabel, columnLabel } = pivot;
  const head = [rowLabel, columnLabel ?? 'column', 'metric', 'unit', 'n', 'mean', 'sd', 'low', 'high', 'best'];
  const lines = pivot.rows.flatMap((row) =>
    row.cells.flatMap((cell, index) =>
      cell
        ? [
            [
              row.label,
              columnLabel === null ? '' : (pivot.columns[index]?.label ?? ''),
              metric.label,
              metric.unit ?? '',
              cell.n,
              cell.mean,
              cell.sd ?? '',
              cell.interval?.low ?? '',
              cell.interval?.high ?? '',
              cell.isBest ? 'yes' : '',
            ],
          ]
        : [],
    ),
  );
  return encodeCsvRows([head, ...lines]);
}

export function encodePivotJson(pivot: Pivot): string {
  return `${JSON.stringify(pivot, null, 2)}\n`;
}

function listHeads(pivot: Pivot): string[] {
  return [pivot.rowLabel, ...pivot.columns.map(({ label }) => label)];
}

/** A mean of any size with its spread. */
function formatMeasure({ mean, sd, interval, n }: PivotCell): string {
  if (sd === 0) return `${formatDigits(mean)} (all ${n} equal)`;
  return interval === null ? formatDigits(mean) : `${formatDigits(mean)} ± ${formatDigits(interval.high - mean)}`;
}

/** Four digits that count. */
export function formatDigits(value: number): string {
  return String(Number(value.toPrecision(4))).replace('-', '−');
}
