import { AppError } from '../../../shared/errors.ts';
import type { Pivot } from '../../../shared/report/pivot.ts';
import type { ReportData } from '../../../shared/views/report.ts';
import type { PivotItem } from './dimensions.ts';

export interface PivotValue {
  readonly value: number;
  /** Of `n` answers; 0 of 0 for a measure. */
  readonly successes: number;
  readonly n: number;
}

export type PivotMetric = Pivot['metric'] & {
  /** Scored after attack steps, as a share of answers. */
  readonly isScored: boolean;
  /** Null where the run was not measured. */
  read(item: PivotItem): PivotValue | null;
};

/** The metric or measure with this name. @throws AppError report/unknown-metric. */
export function findPivotMetric(data: ReportData, name: string): PivotMetric {
  const metrics = data.metrics.map((metric, index) => ({ metric, index }));
  const found =
    metrics.find(({ metric }) => metric.label === name) ?? metrics.find(({ metric }) => metric.name === name);
  if (found) {
    const scores = new Map<string, PivotValue>(
      data.scores
        .filter((group) => group.metric === found.index)
        .flatMap((group) => group.perSeed.map((score) => [`${score.runId}/${group.step}`, score] as const)),
    );
    return {
      name,
      label: found.metric.label,
      unit: '%',
      better: found.metric.better,
      isScored: true,
      read: ({ member, step }) => scores.get(`${member.runId}/${step}`) ?? null,
    };
  }
  const measure = data.measures.find((candidate) => candidate.name === name);
  if (!measure) {
    const known = [...data.metrics.map(({ label }) => label), ...data.measures.map((it) => it.name)].join(', ');
    throw new AppError('report/unknown-metric', `The metric of a pivot must be one of ${known}; found "${name}".`);
  }
  return {
    name,
    label: measure.label,
    unit: measure.unit,
    better: null,
    isScored: false,
    read({ member }) {
      const value = member.measures[name];
      return value === undefined ? null : { value, successes: 0, n: 0 };
    },
  };
}
