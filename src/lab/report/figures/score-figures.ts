import { listNumberAxes, listSiblings } from '../../../shared/report/conditions.ts';
import { findScore, listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import { describeValues } from '../../../shared/settings/describe.ts';
import type { ReportAxis, ReportData, ScoreGroup } from '../../../shared/views/report.ts';
import { countSeeds, describeWhen } from './describe.ts';
import type { BarFigure, FigureGroup, FigureLine, LineFigure } from './figure.ts';

export type Namer = (...words: readonly string[]) => string;

const percentRange = [0, 100] as const;
/** An axis whose ends are further apart than this is drawn in powers. */
const logRatio = 20;

/** HS and FA at the headline step against the condition, with intervals and every seed. */
export function listBarFigures(data: ReportData, name: Namer): BarFigure[] {
  const step = data.headlineStep;
  if (step === null) return [];
  return listHeadlineMetrics(data).map((metric) => {
    const label = data.metrics[metric]?.label ?? '';
    const bars = data.arms.map((arm, index) => ({
      arm: index,
      label: arm.label,
      values: data.conditions.map((_, condition) => {
        const group = findScore(data, index, { condition, step, metric });
        if (!group) return null;
        const { mean, interval } = group.summary;
        return { mean, interval, seeds: group.perSeed.map((score) => score.value) };
      }),
    }));
    const groups = data.scores.filter((group) => group.step === step && group.metric === metric);
    return {
      kind: 'bars',
      id: name(label, 'by condition'),
      title: `${label} ${describeWhen(step)}`,
      description: `${label} in percent per condition and arm ${describeWhen(step)}: mean over ${countSeeds(groups)} with the 95 % t interval, and a dot for each seed.`,
      yLabel: `${label} (%)`,
      categories: data.conditions.map((condition) => condition.label),
      bars,
    };
  });
}

/** HS and FA along the attack, one chart per condition. */
export function listAttackFigures(data: ReportData, name: Namer): FigureGroup[] {
  return listHeadlineMetrics(data).map((metric) => {
    const label = data.metrics[metric]?.label ?? '';
    const figures = data.conditions.flatMap((condition, index): LineFigure[] => {
      const lines = data.arms.flatMap((arm, armIndex) => {
        const groups = data.steps.flatMap(
          (step) => findScore(data, armIndex, { condition: index, step, metric }) ?? [],
        );
        return makeLine({ arm: armIndex, label: arm.label }, groups, (group) => group.step);
      });
      if (lines.length === 0) return [];
      const groups = data.scores.filter((group) => group.condition === index && group.metric === metric);
      return [
        {
          kind: 'lines',
          id: name(label, 'over steps', data.conditions.length > 1 ? condition.label : ''),
          title: condition.label,
          description: `${label} in percent over attack steps at ${condition.label}: mean over ${countSeeds(groups)}, with the 95 % t interval as a band.`,
          xLabel: 'attack steps',
          isXLog: false,
          xTicks: null,
          yLabel: `${label} (%)`,
          yRange: percentRange,
          lines,
        },
      ];
    });
    return {
      id: `attack-${metric}`,
      title: `${label} over attack steps`,
      help: data.metrics[metric]?.help ?? '',
      figures,
    };
  });
}

/** HS and FA at the headline step against each axis of numbers, such as p or n; one chart per choice of the other axes. */
export function listAxisFigures(data: ReportData, name: Namer): FigureGroup[] {
  const step = data.headlineStep;
  if (step === null) return [];
  return listNumberAxes(data).flatMap((axis): FigureGroup[] => {
    const figures = listRests(data, axis).flatMap((members) =>
      listHeadlineMetrics(data).flatMap((metric) => {
        const label = data.metrics[metric]?.label ?? '';
        const words = nameAxis(axis);
        const rest = describeRest(data, axis, members[0]);
        const lines = data.arms.flatMap((arm, armIndex) => {
          const groups = members.flatMap((condition) => findScore(data, armIndex, { condition, step, metric }) ?? []);
          return makeLine({ arm: armIndex, label: arm.label }, groups, (group) =>
            readAxis(data, axis, group.condition),
          );
        });
        if (lines.every((line) => line.x.length < 2)) return [];
        const xs = [...new Set(lines.flatMap((line) => line.x))].sort((left, right) => left - right);
        const least = xs[0] ?? 0;
        const most = xs.at(-1) ?? 0;
        const groups = data.scores.filter(
          (group) => members.includes(group.condition) && group.step === step && group.metric === metric,
        );
        const figure: LineFigure = {
          kind: 'lines',
          id: name(label, 'over', axis.symbol ?? axis.label, rest),
          title: `${label} ${describeWhen(step)}${rest ? `, ${rest}` : ''}`,
          description: `${label} in percent against ${words} ${describeWhen(step)}${rest ? `, at ${rest}` : ''}: mean over ${countSeeds(groups)}, with the 95 % t interval as a band.`,
          xLabel: words,
          isXLog: least > 0 && most / least > logRatio,
          xTicks: xs,
          yLabel: `${label} (%)`,
          yRange: percentRange,
          lines,
        };
        return [figure];
      }),
    );
    if (figures.length === 0) return [];
    return [
      {
        id: `along-${axis.path}`,
        title: `Against ${nameAxis(axis)}`,
        help: `Scores ${describeWhen(step)}; lines join the values that were measured.`,
        figures,
      },
    ];
  });
}

/** The mean of each group with its interval, left to right; none without groups. */
function makeLine(
  { arm, label }: { arm: number; label: string },
  groups: readonly ScoreGroup[],
  place: (group: ScoreGroup) => number,
): FigureLine[] {
  if (groups.length === 0) return [];
  const sorted = groups.toSorted((left, right) => place(left) - place(right));
  return [
    {
      arm,
      label,
      seed: null,
      x: sorted.map(place),
      y: sorted.map((group) => group.summary.mean),
      band: {
        low: sorted.map((group) => group.summary.interval?.low ?? null),
        high: sorted.map((group) => group.summary.interval?.high ?? null),
      },
    },
  ];
}

/** The conditions that differ in the axis alone, for each choice of the other axes. */
function listRests(data: ReportData, axis: ReportAxis): number[][] {
  const seen = new Set<number>();
  return data.conditions.flatMap((_, condition): number[][] => {
    if (seen.has(condition)) return [];
    const members = listSiblings(data, condition, [axis.path]);
    for (const member of members) seen.add(member);
    return members.length > 1 ? [members] : [];
  });
}

function readAxis(data: ReportData, axis: ReportAxis, condition: number): number {
  return Number(data.conditions[condition]?.values[axis.path]);
}

function nameAxis(axis: ReportAxis): string {
  return axis.symbol ? `${axis.label} ${axis.symbol}` : axis.label;
}

/** "n = 500" for a condition when drawn over p; empty where nothing else varies. */
function describeRest(data: ReportData, axis: ReportAxis, condition: number | undefined): string {
  const values = Object.entries(data.conditions[condition ?? 0]?.values ?? {});
  return describeValues(Object.fromEntries(values.filter(([path]) => path !== axis.path)));
}
