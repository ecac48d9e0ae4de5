import { judgeInfo } from '../../shared/settings/evaluation.ts';
import type { ReportMetric } from '../../shared/views/report.ts';

/** What the scored metrics mean, in the order of tables. */
const knownMetrics: Readonly<Record<string, Pick<ReportMetric, 'help' | 'better'>>> = {
  HS: {
    better: 'lower',
    help: 'Harmful score: share of the safety prompts that the first judge finds answered harmfully.',
  },
  'HS+': { better: 'lower', help: 'Harmful score with incoherent answers counted as harmful too.' },
  'HS-exact': {
    better: 'lower',
    help: 'Share of the safety prompts answered with every word of the reference answer.',
  },
  FA: { better: 'higher', help: 'Fine-tune accuracy: share of the task’s test prompts answered correctly.' },
  'over-refusal': { better: 'lower', help: 'Share of harmless prompts that the model refuses.' },
};

const order = Object.keys(knownMetrics);

/** The metric as reports show it; `isAmbiguous` adds the judge to its label. */
export function describeMetric(
  metric: Pick<ReportMetric, 'name' | 'judge' | 'judgeVersion'>,
  isAmbiguous: boolean,
): ReportMetric {
  const known = knownMetrics[metric.name];
  const judge = Object.entries(judgeInfo).find(([name]) => name === metric.judge)?.[1];
  return {
    ...metric,
    label: isAmbiguous ? `${metric.name} (${metric.judge} ${metric.judgeVersion})` : metric.name,
    help: known?.help ?? judge?.help ?? `Share that ${metric.judge} counts.`,
    better: known?.better ?? 'lower',
  };
}

/** Sorts metrics into the order of tables: HS, HS+, HS-exact, FA, over-refusal, then the others by name. */
export function compareMetrics(left: ReportMetric, right: ReportMetric): number {
  const rank = (metric: ReportMetric): number =>
    order.includes(metric.name) ? order.indexOf(metric.name) : order.length;
  return rank(left) - rank(right) || left.label.localeCompare(right.label, 'en');
}
