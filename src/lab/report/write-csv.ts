import { describeValue } from '../../shared/settings/describe.ts';
import { encodeCsvRows } from '../../shared/report/csv.ts';
import { computeWilsonInterval } from '../statistics/wilson.ts';
import type { ReportData } from '../../shared/views/report.ts';

/** Tidy CSV (RFC 4180): one row per run, attack step and metric, with a column per axis. */
export function encodeCsv(data: ReportData): string {
  const axes = data.axes.map((axis) => axis.path);
  const head = [
    'experiment',
    'run',
    'arm',
    'method',
    'seed',
    ...axes,
    'attack_step',
    'metric',
    'judge',
    'judge_version',
    'successes',
    'n',
    'value_percent',
    'wilson_low',
    'wilson_high',
  ];
  const rows = data.scores.flatMap((group) => {
    const arm = data.arms[group.arm];
    const metric = data.metrics[group.metric];
    const values = data.conditions[group.condition]?.values ?? {};
    return group.perSeed.map((score) => {
      const wilson = computeWilsonInterval(score.successes, score.n);
      return [
        data.experiment.name,
        score.runId,
        arm?.label ?? '',
        arm?.method ?? '',
        score.seed,
        ...axes.map((path) => (typeof values[path] === 'number' ? values[path] : describeValue(values[path] ?? null))),
        group.step,
        metric?.name ?? '',
        metric?.judge ?? '',
        metric?.judgeVersion ?? '',
        score.successes,
        score.n,
        score.value,
        wilson?.low ?? '',
        wilson?.high ?? '',
      ];
    });
  });
  return encodeCsvRows([head, ...rows]);
}
