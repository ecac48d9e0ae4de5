import type { Sample } from '../../shared/events.ts';
import type { RunPair } from '../../shared/report/pair-runs.ts';
import type { PromptComparison, ReportMetric } from '../../shared/views/report.ts';
import type { PairedCounts } from '../../shared/views/statistics.ts';
import { bootstrapDifference } from '../statistics/bootstrap.ts';
import { testMcNemar } from '../statistics/mcnemar.ts';
import {
  countPairs,
  findMetricSet,
  type MetricFlags,
  overruleFlags,
  type PairCounts,
  readMetricFlags,
} from './metric-flags.ts';
import type { ReportSource, SourceRun } from './report-source.ts';

/** Row numbers mean the same prompts only in the same file. */
export function askedSame(source: ReportSource, set: Sample['set'], left: SourceRun, right: SourceRun): boolean {
  return source.identifyPrompts(left.stages.evaluate, set) === source.identifyPrompts(right.stages.evaluate, set);
}

export interface FlagReader {
  /** As the judge decided; null without answers. */
  flags(run: SourceRun): MetricFlags | null;
  /** Persons' verdicts on its answers, by row. */
  overrules(run: SourceRun): ReadonlyMap<number, boolean>;
}

/** Reads each evaluation once, however many arms the baseline is compared with. */
export function createFlagReader(source: ReportSource, metric: ReportMetric, step: number): FlagReader {
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

/** Two groups' answers, counted. */
export type Compared = Omit<PromptComparison, 'arm' | 'condition' | 'step' | 'metric' | 'pHolm' | 'comparisons'>;

/** Counts pairs of runs answer by answer; null where none was answered and judged on both sides. */
export function compareRuns(pairs: readonly RunPair<SourceRun>[], read: FlagReader): Compared | null {
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
  pairs: readonly (RunPair<SourceRun> & { first: MetricFlags; second: MetricFlags })[],
  read: FlagReader,
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
