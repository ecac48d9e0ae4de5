import { trialPath } from '../../shared/spec/attack-search.ts';
import { rankTrials } from '../../shared/report/rank-trials.ts';
import { findHeadline, nameSpecJudge } from '../../shared/judging/spec-judges.ts';
import { labelSetting, settingInfoByPath } from '../../shared/settings/describe.ts';
import { describeRange } from '../../shared/settings/describe-range.ts';
import type { AttackSearchArm, AttackSearchView, AttackTrial } from '../../shared/views/attack-search.ts';
import { scoresOfRun } from '../judging/headline.ts';
import { drawTrial } from '../plan/trials.ts';
import { summarise } from '../statistics/student-t.ts';
import type { ExperimentView, RunView } from '../types.ts';
import { findSearchFamily, rungOf, type SearchFamily, type SearchQueries } from './search-family.ts';

/** What a search has found so far, over all its rungs; null for an experiment without one. @throws AppError lab/no-experiment. */
export function readAttackSearch(queries: SearchQueries, experimentId: string): AttackSearchView | null {
  const family = findSearchFamily(queries, experimentId);
  if (!family) return null;
  const { search, rungs } = family;
  const runs = rungs.flatMap((experiment) => queries.listRuns(experiment.id).map((run) => ({ experiment, run })));
  const labels = [...new Set(runs.map(({ run }) => run.arm))];
  return {
    experimentIds: rungs.map(({ id }) => id),
    trialCount: search.trials,
    isHalving: search.halving !== null,
    minAccuracy: search.minAccuracy,
    judge: runs[0] ? nameSpecJudge(findHeadline(runs[0].run.settings.evaluation.safety.judges)) : null,
    space: Object.entries(search.space).map(([path, range]) => ({
      path,
      label: settingInfoByPath.get(path)?.symbol ?? labelSetting(path),
      range: describeRange(range),
    })),
    arms: labels.map((label) =>
      readArm(
        queries,
        family,
        label,
        runs.filter(({ run }) => run.arm === label),
      ),
    ),
    openRunCount: runs.filter(({ run }) => run.status !== 'completed').length,
  };
}

interface RungRun {
  readonly experiment: ExperimentView;
  readonly run: RunView;
}

type Measured = Pick<AttackTrial, 'trial' | 'rung' | 'steps' | 'harmfulScore' | 'accuracy' | 'seeds'> & {
  /** Attack steps over all seeds. */
  readonly cost: number;
};

function readArm(
  queries: SearchQueries,
  { search }: SearchFamily,
  label: string,
  runs: readonly RungRun[],
): AttackSearchArm {
  const cells = Map.groupBy(
    runs.filter(({ run }) => run.status === 'completed'),
    ({ experiment, run }) => rungOf(experiment) * 10_000 + Number(run.varied[trialPath]),
  );
  const measured = [...cells.entries()]
    .sort(([left], [right]) => left - right)
    .flatMap(([, members]) => measureTrial(queries, members) ?? []);
  let spentSteps = 0;
  let worstSoFar: number | null = null;
  const trials = measured.map(({ cost, ...cell }): AttackTrial => {
    spentSteps += cost;
    const counts = search.minAccuracy === null || (cell.accuracy !== null && cell.accuracy.mean >= search.minAccuracy);
    if (counts) worstSoFar = Math.max(worstSoFar ?? 0, cell.harmfulScore.mean);
    return { ...cell, settings: drawTrial(search, cell.trial), spentSteps, counts, worstSoFar };
  });
  const [worst = null] = rankTrials(trials.filter((trial) => trial.counts));
  return { label, trials, worst };
}

/** Scores of one trial over its seeds, after the last step of the attack; undefined where none is recorded. */
function measureTrial(queries: SearchQueries, members: readonly RungRun[]): Measured | undefined {
  const [first] = members;
  if (!first) return undefined;
  const scored = members.flatMap(({ run }) => {
    const scores = scoresOfRun(queries, run);
    const step = Math.max(...scores.map((score) => score.step));
    const last = scores.filter((score) => score.step === step);
    const harmful = last.find((score) => score.metric === 'HS');
    const accuracy = last.find((score) => score.metric === 'FA');
    return harmful
      ? [{ seed: run.settings.seed, step, harmful: harmful.value, accuracy: accuracy?.value ?? null }]
      : [];
  });
  if (scored.length === 0) return undefined;
  const accuracies = scored.flatMap(({ accuracy }) => accuracy ?? []);
  return {
    trial: Number(first.run.varied[trialPath]),
    rung: rungOf(first.experiment),
    steps: Math.max(...scored.map(({ step }) => step)),
    cost: scored.reduce((sum, { step }) => sum + step, 0),
    harmfulScore: summarise(scored.map(({ harmful }) => harmful)),
    accuracy: accuracies.length === scored.length ? summarise(accuracies) : null,
    seeds: scored.map(({ seed }) => seed).sort((left, right) => left - right),
  };
}
