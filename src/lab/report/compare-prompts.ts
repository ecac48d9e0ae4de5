import { pairBySeed } from '../../shared/report/pair-runs.ts';
import type { PromptComparison, ReportData } from '../../shared/views/report.ts';
import { correctHolm } from '../statistics/holm.ts';
import { askedSame, compareRuns, createFlagReader } from './compare-runs.ts';
import { findCondition } from './conditions.ts';
import { findMetricSet } from './metric-flags.ts';
import type { ReportSource, SourceRun } from './report-source.ts';

type Lists = Pick<ReportData, 'arms' | 'conditions' | 'metrics' | 'baselineArm'>;

/** The comparisons, and where there can be none because the two sides were asked different prompts. */
export interface ComparedPrompts {
  readonly comparisons: readonly PromptComparison[];
  /** Arms that were asked other prompts than the baseline with at least one seed. */
  readonly unlikeArms: readonly number[];
}

/** Every other arm against the baseline arm, answer by answer, at one step; runs pair up by condition and seed. */
export function comparePrompts(source: ReportSource, lists: Lists, step: number | null): ComparedPrompts {
  const { baselineArm } = lists;
  if (baselineArm === null || step === null) return { comparisons: [], unlikeArms: [] };
  const cells = indexRuns(source, lists);
  const unlike = new Set<number>();
  const comparisons = lists.metrics.flatMap((metric, index) => {
    const read = createFlagReader(source, metric, step);
    const found = lists.conditions.flatMap((_, condition) =>
      lists.arms.flatMap((_arm, arm) => {
        if (arm === baselineArm) return [];
        const pairs = pairBySeed(
          cells.get(`${baselineArm}/${condition}`) ?? [],
          cells.get(`${arm}/${condition}`) ?? [],
          readSeed,
        );
        const alike = pairs.filter(({ baseline, treatment }) =>
          askedSame(source, findMetricSet(metric), baseline, treatment),
        );
        if (alike.length < pairs.length) unlike.add(arm);
        const compared = compareRuns(alike, read);
        return compared ? [{ arm, condition, step, metric: index, ...compared }] : [];
      }),
    );
    const corrected = correctHolm(found.map(({ mcNemar }) => mcNemar.p));
    return found.map((it, at) => ({ ...it, pHolm: corrected[at] ?? 1, comparisons: found.length }));
  });
  return { comparisons, unlikeArms: [...unlike].sort((left, right) => left - right) };
}

type Cells = ReadonlyMap<string, readonly SourceRun[]>;

/** Runs by arm and condition, one per seed. */
function indexRuns(source: ReportSource, { arms, conditions }: Lists): Cells {
  const places = new Map(arms.map(({ label }, index) => [label, index]));
  const cells = new Map<string, Map<number, SourceRun>>();
  for (const run of source.runs) {
    const id = `${places.get(run.arm)}/${findCondition(conditions, run.varied)}`;
    const cell = cells.get(id) ?? new Map<number, SourceRun>();
    cells.set(id, cell);
    cell.set(run.settings.seed, run);
  }
  return new Map([...cells].map(([id, cell]) => [id, [...cell.values()]]));
}

function readSeed({ settings }: SourceRun): number {
  return settings.seed;
}
