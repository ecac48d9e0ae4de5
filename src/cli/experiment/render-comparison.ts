import { formatDifference, formatInterval } from '../../shared/report/format.ts';
import type { ReportData } from '../../shared/views/report.ts';
import { probabilityWords } from '../../lab/report/findings/words.ts';
import { listBlockTables } from '../../lab/report/tables/list-tables.ts';
import { noValue, type ReportTable } from '../../lab/report/tables/report-table.ts';
import { renderSummaryTable } from '../../lab/report/terminal-table.ts';
import { renderTable } from '../terminal/table.ts';
import { paint } from '../terminal/terminal.ts';
import { clean, wrapText } from '../terminal/text.ts';

/** A comparison as plain text of at most `width` columns: what to know first, then scores, tests, prompts, flips, categories, judges and fidelity. */
export function renderComparison(data: ReportData, width: number): string {
  const parts = [
    paint('bold', clean(data.experiment.name)),
    ...data.warnings.map((warning) => paint('yellow', wrapText(`! ${clean(warning)}`, width))),
    renderSummaryTable(data, { width }).trimEnd(),
    ...(data.differences.length > 0 ? [renderReportTable(tabulateTests(data), width)] : []),
    ...(['prompts', 'categories', 'judges', 'published'] as const)
      .flatMap((block) => listBlockTables(data, block))
      .map((table) => renderReportTable(table, width)),
    ...renderFidelity(data, width),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Every tested difference at the headline step. */
function tabulateTests(data: ReportData): ReportTable {
  const baseline = data.arms[data.baselineArm ?? 0]?.label ?? '';
  const rows = data.differences
    .filter((it) => it.step === data.headlineStep)
    .map((it) => [
      data.conditions[it.condition]?.label ?? '',
      data.arms[it.arm]?.label ?? '',
      data.metrics[it.metric]?.label ?? '',
      String(it.n),
      formatDifference(it.mean),
      it.interval ? formatInterval(it.interval) : noValue,
      formatProbability(it.p),
      formatProbability(it.pHolm),
    ]);
  const number = (label: string) => ({ label, isNumber: true });
  return {
    id: 'tests',
    caption: `Differences to ${baseline} in points, paired by seed`,
    columns: [
      { label: 'Condition' },
      { label: 'Arm' },
      { label: 'Metric' },
      number('n'),
      number('Difference'),
      number('95 % t interval'),
      number('p'),
      number('p (Holm)'),
    ],
    rows,
    help: 'n is the number of seeds. Holm corrects for all differences of one metric, over arms and conditions. No p for one seed, and where all seeds differ by the same.',
  };
}

function formatProbability(p: number | null): string {
  return p === null ? noValue : probabilityWords(p).replace(/^p (= )?/, '');
}

/** Heads that fit a terminal. */
const shortHeads: Readonly<Record<string, string>> = {
  '95 % bootstrap': 'Bootstrap',
  'p (McNemar, Holm)': 'p (Holm)',
  Difference: 'Diff',
  'Only the arm': 'Only arm',
  'Mean over seeds': 'Seeds',
};

function renderReportTable(table: ReportTable, width: number): string {
  const columns = table.columns.map((column) => ({
    head: shortHeads[column.label] ?? column.label,
    ...(column.isNumber ? { align: 'right' as const } : {}),
  }));
  return [
    paint('bold', wrapText(clean(table.caption), width)),
    renderTable({ columns, rows: table.rows, width }),
    paint('dim', wrapText(table.help, width)),
  ].join('\n');
}

/** One badge per arm, with what differs below it. */
function renderFidelity({ fidelity, arms }: ReportData, width: number): string[] {
  if (!fidelity) return [];
  const lines = fidelity.arms.flatMap((it) => [
    wrapText(clean(`${arms[it.arm]?.label ?? ''}: ${it.badge}`), width),
    ...[...it.changed, ...it.missing].map((row) =>
      clean(`  ${row.label} (${row.path}): ${row.recipe} in the recipe, ${row.found} here`),
    ),
  ]);
  return [[paint('bold', `Against the ${fidelity.recipe.label}`), ...lines].join('\n')];
}
