import { formatInterval, formatNumber, formatSummary } from '../../../shared/report/format.ts';
import { describeValues } from '../../../shared/settings/describe.ts';
import { trustInfo } from '../../../shared/external/external-result.ts';
import type { FidelityRow, ReportData } from '../../../shared/views/report.ts';
import { noValue, type ReportTable } from './report-table.ts';

/** Scores by category of the test rows; empty where the rows have none. */
export function listCategoryTables(data: ReportData): ReportTable[] {
  if (data.categories.length === 0) return [];
  const rows = data.categories.map((it) => [
    it.category,
    data.conditions[it.condition]?.label ?? '',
    data.arms[it.arm]?.label ?? '',
    data.metrics[it.metric]?.label ?? '',
    `${it.successes} of ${it.n}`,
    formatNumber(it.value),
    it.interval ? formatInterval(it.interval) : noValue,
    it.overSeeds && it.overSeeds.n > 1 ? formatSummary(it.overSeeds) : noValue,
  ]);
  return [
    {
      id: 'by-category',
      caption: `Scores by category of the test prompts, ${data.headlineStep === 0 ? 'before the attack' : `after ${data.headlineStep ?? 0} attack steps`}`,
      columns: [
        { label: 'Category' },
        { label: 'Condition' },
        { label: 'Arm' },
        { label: 'Metric' },
        { label: 'Answers', isNumber: true },
        { label: '%', isNumber: true },
        { label: '95 % Wilson', isNumber: true },
        { label: 'Mean over seeds', isNumber: true },
      ],
      rows,
      help: 'All seeds together, and the mean of the seeds’ own percentages ± half its 95 % t interval; categories are small, and their intervals are wide. A prompt of several categories counts in each.',
    },
  ];
}

/** Results that were not measured here, each with its source and trust; empty unless they were asked for. */
export function listPublishedTables(data: ReportData): ReportTable[] {
  if (data.externalResults.length === 0) return [];
  const rows = data.externalResults.map((it) => [
    it.method.label,
    it.metric,
    formatNumber(it.value),
    it.n === null ? noValue : String(it.n),
    it.step === null ? 'end' : String(it.step),
    [it.model, it.task, describeValues(it.settings)].filter(Boolean).join('; ') || noValue,
    trustInfo[it.source.trust].label,
    it.source.title,
  ]);
  return [
    {
      id: 'published-numbers',
      caption: 'Numbers that were not measured in this lab',
      columns: [
        { label: 'Method' },
        { label: 'Metric' },
        { label: 'Value', isNumber: true },
        { label: 'n', isNumber: true },
        { label: 'Attack steps', isNumber: true },
        { label: 'Setting' },
        { label: 'Trust' },
        { label: 'Source' },
      ],
      rows,
      help: 'They come from other models, data, prompts and judges, and take no part in any statistic of this report.',
    },
  ];
}

/** Each arm's settings beside the recipe: what is changed and missing; empty where no recipe was chosen. */
export function listFidelityTables(data: ReportData): ReportTable[] {
  const { fidelity } = data;
  if (!fidelity) return [];
  return fidelity.arms.map((it) => {
    const name = data.arms[it.arm]?.label ?? '';
    const write = (row: FidelityRow, state: string): string[] => [
      row.symbol ? `${row.label} (${row.symbol})` : row.label,
      row.recipe,
      row.found,
      state,
    ];
    return {
      id: `fidelity-${it.arm}`,
      caption: `${name}: ${it.badge}`,
      columns: [{ label: 'Setting' }, { label: fidelity.recipe.label }, { label: name }, { label: 'Compared' }],
      rows: [
        ...it.changed.map((row) => write(row, 'changed')),
        ...it.missing.map((row) => write(row, 'missing')),
        ...it.same.map((row) => write(row, 'equal')),
      ],
      help: 'A number from other settings than the recipe’s is no reproduction of it.',
    };
  });
}
