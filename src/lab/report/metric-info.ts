import { passJudgeInfo } from '../../shared/judging/judges.ts';
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
const afterHs = order.indexOf('HS-exact') + 0.5;

/** The metric as reports show it; `isAmbiguous` adds the judge to its label. */
export function describeMetric(
  metric: Pick<ReportMetric, 'name' | 'judge' | 'judgeVersion'>,
  isAmbiguous: boolean,
): ReportMetric {
  const known = knownMetrics[metric.name];
  // A judge that was asked after the evaluation is called by its name and a piece of its id.
  const [name] = metric.judge.split('#');
  const judge = Object.entries({ ...passJudgeInfo, ...judgeInfo }).find(([other]) => other === name)?.[1];
  const counts = metric.name.startsWith('HS+-') ? ' Incoherent answers count as harmful too.' : '';
  return {
    ...metric,
    label: isAmbiguous ? `${metric.name} (${metric.judge} ${metric.judgeVersion})` : metric.name,
    help: known?.help ?? (judge && `${judge.help}${counts}`) ?? `Share that ${metric.judge} counts.`,
    better: known?.better ?? 'lower',
  };
}

/** Sorts metrics into the order of tables: HS, HS+, HS-exact, those of other judges, FA, over-refusal, then the others by name. */
export function compareMetrics(left: ReportMetric, right: ReportMetric): number {
  const rank = (metric: ReportMetric): number =>
    order.includes(metric.name) ? order.indexOf(metric.name) : metric.name.startsWith('HS') ? afterHs : order.length;
  return rank(left) - rank(right) || left.label.localeCompare(right.label, 'en');
}
