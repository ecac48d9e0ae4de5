import type { ReportData, ReportRun } from '../../../shared/views/report.ts';

/** Most runs whose answers are asked for at once. */
export const mostRuns = 50;
/** So few runs fit beside each other as they are. */
const fewRuns = 6;

/** Which runs of a selection are read; null is any. */
export interface RunChoice {
  readonly condition: number | null;
  readonly seed: number | null;
  readonly hiddenArms: ReadonlySet<number>;
}

/** Few runs are shown whole; of many, the arms at the hardest condition and the first seed that has answers. */
export function startChoice(data: ReportData, hardest: number): RunChoice {
  const hiddenArms = new Set<number>();
  if (data.runs.members.length <= fewRuns) return { condition: null, seed: null, hiddenArms };
  const isDone = (run: ReportRun): boolean => run.status === 'completed' && run.condition === hardest;
  const first = data.runs.members.find(isDone) ?? data.runs.members[0];
  return { condition: hardest, seed: first?.seed ?? null, hiddenArms };
}

/** The chosen runs, arm by arm. */
export function listChosenRuns(data: ReportData, { condition, seed, hiddenArms }: RunChoice): ReportRun[] {
  return data.runs.members
    .filter(
      (run) =>
        !hiddenArms.has(run.arm) &&
        (condition === null || run.condition === condition) &&
        (seed === null || run.seed === seed),
    )
    .toSorted((left, right) => left.arm - right.arm || left.condition - right.condition || left.seed - right.seed);
}

/** A name for each run that says no more than is needed to tell it from the others. */
export function nameRuns(data: ReportData, runs: readonly ReportRun[]): string[] {
  const hasConditions = new Set(runs.map((run) => run.condition)).size > 1;
  const hasSeeds = new Set(runs.map((run) => run.seed)).size > 1;
  return runs.map((run) =>
    [
      data.arms[run.arm]?.label ?? '',
      ...(hasConditions ? [data.conditions[run.condition]?.label ?? ''] : []),
      ...(hasSeeds ? [`seed ${run.seed}`] : []),
    ].join(', '),
  );
}
