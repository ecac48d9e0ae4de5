import type { DraftPlan, DraftSpec, SpecProblem } from '../../shared/contract/experiments.ts';
import { dirname } from 'node:path';
import type { StageFile } from '../../shared/spec/stage.ts';
import type { ExperimentPlan, Lab, StagesForecast } from '../../lab/index.ts';
import { foreseeJudges } from '../../lab/judging/foresee-judges.ts';
import { type ForeseenRungs, foreseeRungs } from '../../lab/search/foresee-rungs.ts';
import { type LooseSpec, makePathsAbsolute } from './absolute-paths.ts';

/** A draft with absolute paths, and what it would run unless there are problems. */
export interface CheckedDraft {
  readonly spec: LooseSpec;
  readonly plan: ExperimentPlan | null;
  readonly isKnown: boolean;
  readonly runCount: number;
  readonly problems: readonly SpecProblem[];
}

/** Checks a draft; what is wrong with it is part of the answer. */
export async function checkDraft(lab: Lab, draft: DraftSpec): Promise<CheckedDraft> {
  const { spec, problems: relative } = makePathsAbsolute(draft);
  const { plan, runCount, isKnown, faults } = await lab.tryPlan(spec, draft.baseFolder ?? lab.dataFolder);
  const places = new Set(relative.map(({ path }) => path));
  const problems = [
    ...relative,
    // A relative path that starts nowhere is not also a missing file.
    ...faults
      .filter(({ path }) => !places.has(path))
      .map(({ path, message, arm }) => ({ path, message, ...(arm === null ? {} : { arm }) })),
  ];
  return { spec, plan: problems.length === 0 ? plan : null, isKnown, runCount, problems };
}

/** What a draft would run, what of it is there already, and what it is expected to take. */
export async function planDraft(lab: Lab, draft: DraftSpec): Promise<DraftPlan> {
  const { plan, runCount, isKnown, problems } = await checkDraft(lab, draft);
  if (!plan) {
    return {
      experimentId: null,
      isKnown: false,
      runCount,
      completeRunCount: 0,
      stages: [],
      completeStageCount: 0,
      search: null,
      forecast: null,
      judges: [],
      problems,
    };
  }
  const search = foreseeRungs(plan);
  const { durationMsByStage, ...forecast } = lab.forecast(await listStageFiles(lab, plan, search), lab.slots);
  return {
    experimentId: plan.id,
    isKnown,
    runCount,
    completeRunCount: countCompleteRuns(plan),
    stages: describeStages(plan, durationMsByStage),
    completeStageCount: plan.completeStageCount,
    search: search && { rungs: search.rungs, runCount: search.runCount },
    forecast,
    judges: foreseeJudges(plan),
    problems,
  };
}

/** Stages of a plan and of the rungs that follow it, each once. */
async function listStageFiles(lab: Lab, plan: ExperimentPlan, search: ForeseenRungs | null): Promise<StageFile[]> {
  const plans = [plan];
  for (const spec of search?.later ?? []) {
    const later = await lab.tryPlan(spec, dirname(plan.specPath));
    if (later.plan) plans.push(later.plan);
  }
  return [...new Map(plans.flatMap(({ stages }) => stages.map(({ file }) => [file.key, file]))).values()];
}

function countCompleteRuns({ runs, stages }: ExperimentPlan): number {
  const complete = new Set(stages.filter((stage) => stage.isComplete).map((stage) => stage.file.key));
  return runs.filter((run) => Object.values(run.stages).every((key) => complete.has(key))).length;
}

function describeStages(
  { runs, stages }: ExperimentPlan,
  durations: StagesForecast['durationMsByStage'],
): DraftPlan['stages'] {
  const runCounts = new Map<string, number>();
  for (const run of runs)
    for (const key of Object.values(run.stages)) runCounts.set(key, (runCounts.get(key) ?? 0) + 1);
  return stages.map(({ kind, file, isComplete }) => ({
    key: file.key,
    kind,
    isComplete,
    runCount: runCounts.get(file.key) ?? 0,
    durationMs: durations.get(file.key) ?? null,
  }));
}
