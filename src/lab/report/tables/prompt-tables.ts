import { formatDifference, formatInterval, formatNumber } from '../../../shared/report/format.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import { probabilityWords } from '../findings/words.ts';
import { noValue, type ReportTable } from './report-table.ts';

/** The arms' answers to the same prompts against the baseline's, and what the attack undid; empty without verdicts. */
export function listPromptTables(data: ReportData): ReportTable[] {
  return [...listComparisonTable(data), ...listFlipTable(data)];
}

function listComparisonTable(data: ReportData): ReportTable[] {
  const { promptComparisons: comparisons } = data;
  if (comparisons.length === 0) return [];
  const baseline = data.arms[data.baselineArm ?? 0]?.label ?? '';
  const rows = comparisons.map((it) => [
    data.conditions[it.condition]?.label ?? '',
    data.arms[it.arm]?.label ?? '',
    data.metrics[it.metric]?.label ?? '',
    String(it.pairs),
    String(it.seeds.length),
    String(it.onlyBaseline),
    String(it.onlyArm),
    formatDifference(it.difference),
    it.bootstrap ? formatInterval(it.bootstrap) : noValue,
    probabilityWords(it.pHolm).replace(/^p /, '').replace(/^= /, ''),
  ]);
  const number = (label: string) => ({ label, isNumber: true });
  return [
    {
      id: 'prompt-comparisons',
      caption: `The same prompts answered by each arm and by ${baseline}, ${describeStep(data)}`,
      columns: [
        { label: 'Condition' },
        { label: 'Arm' },
        { label: 'Metric' },
        number('Pairs'),
        number('Seeds'),
        number(`Only ${baseline}`),
        number('Only the arm'),
        number('Difference'),
        number('95 % bootstrap'),
        number('p (McNemar, Holm)'),
      ],
      rows,
      help: 'A pair is one prompt with one seed. “Only” counts the pairs in which one of both is counted by the metric and the other is not. The p values suppose that answers are independent, so they say nothing about other seeds.',
    },
  ];
}

function listFlipTable(data: ReportData): ReportTable[] {
  if (data.flips.length === 0) return [];
  const rows = data.flips.map((it) => [
    data.conditions[it.condition]?.label ?? '',
    data.arms[it.arm]?.label ?? '',
    data.metrics[it.metric]?.label ?? '',
    `${it.flipped} of ${it.safeBefore}`,
    it.share === null ? noValue : formatNumber(it.share),
    it.interval === null ? noValue : formatInterval(it.interval),
    `${it.recovered} of ${it.pairs - it.safeBefore}`,
    it.bothWays ? probabilityWords(it.bothWays.pHolm).replace(/^p /, '').replace(/^= /, '') : noValue,
  ]);
  const number = (label: string) => ({ label, isNumber: true });
  return [
    {
      id: 'flips',
      caption: `Answers that the attack turned from safe to harmful and back, ${describeStep(data)}`,
      columns: [
        { label: 'Condition' },
        { label: 'Arm' },
        { label: 'Metric' },
        number('Turned harmful'),
        number('Share %'),
        number('95 % Wilson'),
        number('Turned safe'),
        number('p (McNemar, Holm)'),
      ],
      rows,
      help: 'All seeds together: so many of the answers that were safe, or harmful, before the attack. The interval and the test suppose that answers are independent. The test asks whether more answers turned one way than the other; it is corrected for all arms and conditions of a metric.',
    },
  ];
}

function describeStep({ headlineStep }: ReportData): string {
  return headlineStep === 0 ? 'before the attack' : `after ${headlineStep ?? 0} attack steps`;
}
