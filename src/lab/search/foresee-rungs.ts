import type { SearchPlan } from '../../shared/contract/experiments.ts';
import type { ExperimentSpec } from '../../shared/spec/experiment.ts';
import { countRungSteps, listRungSteps, readMaxSteps } from '../plan/trials.ts';
import type { ExperimentPlan } from '../types.ts';

/** What a search comes to over its rungs, and the specs of those after the first with as many trials as they can have. */
export interface ForeseenRungs extends SearchPlan {
  readonly later: readonly ExperimentSpec[];
}

/**
 * Works out the rungs that follow a planned one. Which trials go on is not known before they have run, so the first ones stand for them:
 * they need as many stages and as many steps. Null for an experiment without a search.
 */
export function foreseeRungs({ id, spec, runs }: ExperimentPlan): ForeseenRungs | null {
  const { search, settings } = spec;
  if (!search) return null;
  const first = { number: search.rung?.number ?? 1, steps: countRungSteps(search, settings) ?? readMaxSteps(settings) };
  const own = { ...first, trialsPerArm: countTrials(spec), runCount: runs.length };
  // A later rung of an earlier search stands for itself.
  const steps =
    search.halving && !search.rung && first.steps !== null
      ? listRungSteps(search, readMaxSteps(settings) ?? first.steps)
      : [];
  const arms = [...new Set(runs.map(({ arm }) => arm))];
  const runsPerTrial = runs.length / search.trials;
  const rungs = [own];
  const later: ExperimentSpec[] = [];
  let kept = search.trials;
  for (const [index, rungSteps] of steps.entries()) {
    if (index === 0) continue;
    kept = Math.max(1, Math.floor(kept / (search.halving?.factor ?? 1)));
    const number = index + 1;
    const trials = Array.from({ length: kept }, (_, trial) => trial + 1);
    rungs.push({ number, steps: rungSteps, trialsPerArm: kept, runCount: Math.round(runsPerTrial * kept) });
    const survivors = Object.fromEntries(arms.map((arm) => [arm, trials]));
    later.push({ ...spec, search: { ...search, rung: { of: id, number, survivors } } });
  }
  return { rungs, later, runCount: rungs.reduce((sum, rung) => sum + rung.runCount, 0) };
}

/** Trials of an arm, of the arm that has most. */
function countTrials({ search }: ExperimentSpec): number {
  const survivors = Object.values(search?.rung?.survivors ?? {});
  return survivors.length === 0 ? (search?.trials ?? 0) : Math.max(...survivors.map((trials) => trials.length));
}
