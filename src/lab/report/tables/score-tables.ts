import { listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { formatInterval, formatNumber } from '../../../shared/report/format.ts';
import { listScoreRows } from '../../../shared/report/score-table.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { noValue, type ReportTable } from './report-table.ts';

/** Every metric at every step for every arm and difference. */
export function makeAllScoresTable(data: ReportData): ReportTable {
  const metrics = data.metrics.map((_, index) => index);
  const rows = data.conditions.flatMap((condition, index) =>
    data.steps.flatMap((step) =>
      listScoreRows(data, { condition: index, step, metrics }).map((row) => [
        condition.label,
        String(step),
        row.label,
        row.n === null ? '*' : String(row.n),
        ...row.cells.map((cell) => cell.text),
      ]),
    ),
  );
  return {
    id: 'all-scores',
    caption: 'All metrics at all attack steps; step 0 is the aligned model before the attack',
    columns: [
      { label: 'Condition' },
      { label: 'Step', isNumber: true },
      { label: 'Arm' },
      { label: 'n', isNumber: true },
      ...data.metrics.map(({ label }) => ({ label: `${label} (%)`, isNumber: true })),
    ],
    rows,
    help: '',
  };
}

/** Every seed's value of the headline metrics, and all answers pooled. */
export function makeSeedTable(data: ReportData): ReportTable {
  const metrics = listHeadlineMetrics(data);
  const rows = data.scores
    .filter((group) => metrics.includes(group.metric))
    .map((group) => [
      data.conditions[group.condition]?.label ?? '',
      String(group.step),
      data.arms[group.arm]?.label ?? '',
      data.metrics[group.metric]?.label ?? '',
      group.perSeed.map((it) => `${it.seed}: ${formatNumber(it.value)}`).join(', '),
      `${group.pooled.successes} of ${group.pooled.n}`,
      group.pooled.interval ? formatInterval(group.pooled.interval) : noValue,
    ]);
  return {
    id: 'every-seed',
    caption:
      'Value per seed; and all seeds’ answers pooled, with the 95 % Wilson interval that would hold if answers were independent',
    columns: [
      { label: 'Condition' },
      { label: 'Step', isNumber: true },
      { label: 'Arm' },
      { label: 'Metric' },
      { label: 'Seed: percent' },
      { label: 'Pooled', isNumber: true },
      { label: 'Wilson', isNumber: true },
    ],
    rows,
    help: '',
  };
}
