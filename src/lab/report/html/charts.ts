import { findScore, listHeadlineMetrics } from '../../../shared/report/find-scores.ts';
import type { ReportCurve, ReportData } from '../../../shared/views/report.ts';
import { thinCurve } from '../thin-curve.ts';

/** What the page's script needs to draw one chart. */
export type Chart = LineChart | BarChart;

interface ChartText {
  readonly id: string;
  readonly title: string;
  /** Read to people who cannot see the chart. */
  readonly description: string;
  readonly yLabel: string;
}

export interface LineChart extends ChartText {
  readonly kind: 'lines';
  readonly xLabel: string;
  /** Fixed ends of the y axis; null lets the data decide. */
  readonly yRange: readonly [number, number] | null;
  readonly lines: readonly {
    readonly arm: number;
    /** Null is the mean over the seeds, or the only line of an arm. */
    readonly seed: number | null;
    readonly x: readonly number[];
    readonly y: readonly (number | null)[];
  }[];
}

export interface BarChart extends ChartText {
  readonly kind: 'bars';
  readonly categories: readonly string[];
  readonly bars: readonly {
    readonly arm: number;
    readonly values: readonly ({
      mean: number;
      low: number | null;
      high: number | null;
      seeds: readonly number[];
    } | null)[];
  }[];
}

export interface ChartGroup {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  readonly charts: readonly Chart[];
}

/** Points in all training curves of a page together; beyond it the curves are thinned further. */
const pointBudget = 50_000;
const fewestPoints = 40;
const percentRange = [0, 100] as const;

/** HS and FA along the attack, one chart per condition. */
export function listAttackCharts(data: ReportData): ChartGroup[] {
  return listHeadlineMetrics(data).map((metric) => {
    const label = data.metrics[metric]?.label ?? '';
    const charts = data.conditions.flatMap((condition, index): LineChart[] => {
      const lines = data.arms.flatMap((_, arm) => {
        const groups = data.steps
          .map((step) => findScore(data, arm, { condition: index, step, metric }))
          .filter((it) => it !== undefined);
        if (groups.length === 0) return [];
        const seeds = [...new Set(groups.flatMap((group) => group.perSeed.map((score) => score.seed)))];
        const perSeed = seeds.map((seed) => {
          const points = groups.flatMap((group) =>
            group.perSeed.filter((it) => it.seed === seed).map((it) => [group.step, it.value] as const),
          );
          return { arm, seed, x: points.map(([step]) => step), y: points.map(([, value]) => value) };
        });
        const mean = {
          arm,
          seed: null,
          x: groups.map((group) => group.step),
          y: groups.map((group) => group.summary.mean),
        };
        return seeds.length > 1 ? [...perSeed, mean] : [mean];
      });
      if (lines.length === 0) return [];
      return [
        {
          kind: 'lines',
          id: `attack-${metric}-${index}`,
          title: condition.label,
          description: `${label} in percent over attack steps at ${condition.label}. The numbers are in the table of all steps.`,
          xLabel: 'attack steps',
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
      charts,
    };
  });
}

/** HS and FA at the headline step against the condition, with intervals and every seed. */
export function listBarCharts(data: ReportData): BarChart[] {
  const step = data.headlineStep;
  if (step === null) return [];
  return listHeadlineMetrics(data).map((metric) => {
    const label = data.metrics[metric]?.label ?? '';
    return {
      kind: 'bars',
      id: `bars-${metric}`,
      title: `${label} ${step === 0 ? 'before the attack' : `after ${step} attack steps`}`,
      description: `${label} in percent per condition and arm, with t intervals and seeds. The numbers are in the table above.`,
      yLabel: `${label} (%)`,
      categories: data.conditions.map((condition) => condition.label),
      bars: data.arms.map((_, arm) => ({
        arm,
        values: data.conditions.map((_condition, condition) => {
          const group = findScore(data, arm, { condition, step, metric });
          if (!group) return null;
          const { mean, interval } = group.summary;
          const seeds = group.perSeed.map((score) => score.value);
          return { mean, low: interval?.low ?? null, high: interval?.high ?? null, seeds };
        }),
      })),
    };
  });
}

/** Loss and diagnostics of the alignments, then of the attacks, one chart per series and condition. */
export function listTrainingCharts(data: ReportData): ChartGroup[] {
  const limit = Math.max(fewestPoints, Math.floor(pointBudget / Math.max(1, data.curves.length)));
  return (['align', 'attack'] as const).flatMap((stage): ChartGroup[] => {
    const curves = data.curves.filter((curve) => curve.stage === stage);
    const panels = new Map<string, ReportCurve[]>();
    for (const curve of curves) {
      const key = JSON.stringify([curve.name, curve.condition]);
      panels.set(key, [...(panels.get(key) ?? []), curve]);
    }
    const charts = [...panels.values()].map((members, index) => buildCurveChart(members, `${stage}-${index}`, limit));
    if (charts.length === 0) return [];
    const title = stage === 'align' ? 'Alignment' : 'Fine-tuning attack';
    const help =
      stage === 'align' ? 'Losses and diagnostics over optimizer steps.' : 'Loss and diagnostics over attack steps.';
    return [{ id: `curves-${stage}`, title, help, charts }];
  });
}

function buildCurveChart(curves: readonly ReportCurve[], id: string, limit: number): LineChart {
  const [first] = curves;
  const condition = first?.condition ? `, ${first.condition}` : '';
  const title = `${first?.label ?? ''}${condition}`;
  return {
    kind: 'lines',
    id,
    title,
    description: `${title}, over optimizer steps.`,
    xLabel: 'steps',
    yLabel: '',
    yRange: null,
    lines: curves.map((curve) => {
      const { steps, values } = thinCurve(curve, limit);
      const isOnly = !curves.some((other) => other.arm === curve.arm && other !== curve);
      return { arm: curve.arm, seed: isOnly ? null : curve.seed, x: steps, y: values };
    }),
  };
}
