import type { PairedCounts } from '../../shared/views/statistics.ts';
import type { PromptComparison, ReportData, ReportMetric } from '../../shared/views/report.ts';
import { bootstrapDifference } from '../statistics/bootstrap.ts';
import { correctHolm } from '../statistics/holm.ts';
import { testMcNemar } from '../statistics/mcnemar.ts';
import { findCondition } from './conditions.ts';
import {
  countPairs,
  findMetricSet,
  type MetricFlags,
  overruleFlags,
  type PairCounts,
  readMetricFlags,
} from './metric-flags.ts';
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
    const read = createReader(source, metric, step);
    const found = lists.conditions.flatMap((_, condition) =>
      lists.arms.flatMap((_arm, arm) => {
        if (arm === baselineArm) return [];
        const pairs = pairRuns(cells, { condition, arm, baselineArm });
        const alike = pairs.filter(({ baseline, treatment }) => askedSame(source, metric, baseline, treatment));
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

interface RunPair {
  readonly seed: number;
  readonly baseline: SourceRun;
  readonly treatment: SourceRun;
}

type Cells = ReadonlyMap<string, ReadonlyMap<number, SourceRun>>;

/** Runs by arm, condition and seed. */
function indexRuns(source: ReportSource, { arms, conditions }: Lists): Cells {
  const places = new Map(arms.map(({ label }, index) => [label, index]));
  const cells = new Map<string, Map<number, SourceRun>>();
  for (const run of source.runs) {
    const id = `${places.get(run.arm)}/${findCondition(conditions, run.varied)}`;
    const cell = cells.get(id) ?? new Map<number, SourceRun>();
    cells.set(id, cell);
    cell.set(run.settings.seed, run);
  }
  return cells;
}

function pairRuns(cells: Cells, place: { condition: number; arm: number; baselineArm: number }): RunPair[] {
  const baselines = cells.get(`${place.baselineArm}/${place.condition}`);
  const treatments = cells.get(`${place.arm}/${place.condition}`);
  const pairs = [...(treatments ?? [])].flatMap(([seed, treatment]) => {
    const baseline = baselines?.get(seed);
    return baseline ? [{ seed, baseline, treatment }] : [];
  });
  return pairs.sort((left, right) => left.seed - right.seed);
}

/** Row numbers mean the same prompts only in the same file. */
function askedSame(source: ReportSource, metric: ReportMetric, left: SourceRun, right: SourceRun): boolean {
  const set = findMetricSet(metric);
  return source.identifyPrompts(left.stages.evaluate, set) === source.identifyPrompts(right.stages.evaluate, set);
}

interface Reader {
  /** As the judge decided; null without answers. */
  flags(run: SourceRun): MetricFlags | null;
  /** Persons' verdicts on its answers, by row. */
  overrules(run: SourceRun): ReadonlyMap<number, boolean>;
}

/** Reads each evaluation once, however many arms the baseline is compared with. */
function createReader(source: ReportSource, metric: ReportMetric, step: number): Reader {
  const kept = new Map<string, MetricFlags | null>();
  const isSafety = findMetricSet(metric) === 'safety';
  return {
    flags({ stages: { evaluate } }) {
      const known = kept.get(evaluate);
      if (known !== undefined) return known;
      const flags = readMetricFlags(source, evaluate, metric, step);
      kept.set(evaluate, flags);
      return flags;
    },
    overrules({ stages: { evaluate } }) {
      const all = isSafety ? source.listOverrules(evaluate) : [];
      const own = all.filter((it) => it.step === step && it.set === 'safety');
      return new Map(own.map(({ index, isHarmful }) => [index, isHarmful]));
    },
  };
}

type Compared = Omit<PromptComparison, 'arm' | 'condition' | 'step' | 'metric' | 'pHolm' | 'comparisons'>;

function compareRuns(pairs: readonly RunPair[], read: Reader): Compared | null {
  const judged = pairs.flatMap((pair) => {
    const [first, second] = [read.flags(pair.baseline), read.flags(pair.treatment)];
    return first && second ? [{ ...pair, first, second }] : [];
  });
  const strata = judged.map(({ first, second }) => countPairs(first, second));
  const unpaired = addUp(strata, 'unpaired');
  const counts = sumCounts(strata);
  const answered = addUp(strata, 'both') + addUp(strata, 'neither') + counts.onlyBaseline + counts.onlyArm;
  if (answered === 0) return null;
  return {
    ...counts,
    seeds: judged.map(({ seed }) => seed),
    pairs: answered,
    unpaired,
    difference: (100 * (counts.onlyArm - counts.onlyBaseline)) / answered,
    bootstrap: bootstrapDifference(
      strata.map((it) => ({
        pairs: it.both + it.onlyFirst + it.onlySecond + it.neither,
        onlyBaseline: it.onlyFirst,
        onlyArm: it.onlySecond,
      })),
    ),
    overruled: countOverruled(judged, read, answered),
  };
}

function countOverruled(
  pairs: readonly (RunPair & { first: MetricFlags; second: MetricFlags })[],
  read: Reader,
  answered: number,
): PromptComparison['overruled'] {
  let answers = 0;
  const strata = pairs.map(({ baseline, treatment, first, second }) => {
    const left = overruleFlags(first, read.overrules(baseline));
    const right = overruleFlags(second, read.overrules(treatment));
    answers += left.answers + right.answers;
    return countPairs(left, right);
  });
  if (answers === 0) return null;
  const counts = sumCounts(strata);
  return { ...counts, answers, difference: (100 * (counts.onlyArm - counts.onlyBaseline)) / answered };
}

function sumCounts(strata: readonly PairCounts[]): PairedCounts {
  const onlyBaseline = addUp(strata, 'onlyFirst');
  const onlyArm = addUp(strata, 'onlySecond');
  return {
    both: addUp(strata, 'both'),
    onlyBaseline,
    onlyArm,
    neither: addUp(strata, 'neither'),
    mcNemar: testMcNemar(onlyBaseline, onlyArm),
  };
}

function addUp(strata: readonly PairCounts[], name: keyof PairCounts): number {
  return strata.reduce((sum, counts) => sum + counts[name], 0);
}
