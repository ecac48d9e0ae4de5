import { encodeCsvRows } from '../../../shared/report/csv.ts';
import { findDifference, findScore } from '../../../shared/report/find-scores.ts';
import { encodeMarkdownTable } from '../../../shared/report/markdown.ts';
import { listScoreRows, type ScoreRow } from '../../../shared/report/score-table.ts';
import type { ReportData } from '../../../shared/views/report.ts';

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
        const summary =
          row.kind === 'score' ? findScore(data, row.arm, place)?.summary : findDifference(data, row.arm, place);
        return [summary?.mean ?? '', summary?.interval?.low ?? '', summary?.interval?.high ?? ''];
      }),
    ]),
  );
  return encodeCsvRows([head, ...rows]);
}

/** The table for a paper, with the rules of the booktabs package. */
export function encodeTableLatex(data: ReportData, view: TableView): string {
  const blocks = listTableBlocks(data, view);
  const heads = view.metrics.map((metric) => `${escapeLatex(data.metrics[metric]?.label ?? '')} (\\%)`);
  const body = blocks.flatMap((block, index) => [
    ...(index > 0 ? ['\\midrule'] : []),
    ...(blocks.length > 1 ? [`\\multicolumn{${heads.length + 2}}{l}{${escapeLatex(block.label)}} \\\\`] : []),
    ...block.rows.map((row) => {
      const cells = row.cells.map((cell) => encodeLatexCell(cell.text, cell.isClearWinner));
      return `${[escapeLatex(row.label), formatCount(row), ...cells].join(' & ')} \\\\`;
    }),
  ]);
  return [
    '% \\usepackage{booktabs}',
    `% After ${view.step} attack steps: mean over n seeds ± half of the 95 % t interval; differences are paired by seed.`,
    `\\begin{tabular}{lr${'r'.repeat(heads.length)}}`,
    '\\toprule',
    `${['Arm', '$n$', ...heads].join(' & ')} \\\\`,
    '\\midrule',
    ...body,
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

function formatCount(row: ScoreRow): string {
  return row.n === null ? '–' : String(row.n);
}

function encodeLatexCell(text: string, isBold: boolean): string {
  const cell = escapeLatex(text);
  return isBold ? `\\textbf{${cell}}` : cell;
}

const latexSigns: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '−': '$-$',
  '±': '$\\pm$',
  λ: '$\\lambda$',
  α: '$\\alpha$',
  ρ: '$\\rho$',
  '–': '--',
};

/** Text that LaTeX prints as it is. */
function escapeLatex(text: string): string {
  return text.replace(/[\\~^−±λαρ–&%$#_{}]/g, (sign) => latexSigns[sign] ?? `\\${sign}`);
}
