import { foreseeRungs } from '../../lab/search/index.ts';
import { foreseeJudges } from '../../lab/judging/foresee-judges.ts';
import type { ForeseenJudge } from '../../shared/views/judging.ts';
import type { ExperimentPlan } from '../../lab/types.ts';
import type { StageKind } from '../../shared/spec/stage.ts';
import { renderPairs } from '../terminal/table.ts';

/** What a spec would run, as plain data for --json. */
export function summarisePlan(plan: ExperimentPlan): object {
  return {
    kind: 'planned',
    experimentId: plan.id,
    name: plan.spec.name,
    specPath: plan.specPath,
    runs: plan.runs.length,
    stages: plan.stages.length,
    completeStages: plan.completeStageCount,
    judges: foreseeJudges(plan),
    ...summariseSearch(plan),
  };
}

function summariseSearch(plan: ExperimentPlan): object {
  const search = foreseeRungs(plan);
  return search ? { search: { rungs: search.rungs, runs: search.runCount } } : {};
}

/** "20 runs, 45 stages, 3 of them already in the store". */
export function describePlan(plan: ExperimentPlan): string {
  const { runs, stages, completeStageCount } = plan;
  const reused =
    completeStageCount === stages.length ? 'all' : completeStageCount === 0 ? 'none' : String(completeStageCount);
  return `${count(runs.length, 'run')}, ${count(stages.length, 'stage')}, ${reused} of them already in the store`;
}

/** The plan in some lines, for `plan` and at the start of `run`. */
export function renderPlan(plan: ExperimentPlan): string {
  return renderPairs([
    ['Experiment', `${plan.spec.name} (${plan.id})`],
    ['Plan', describePlan(plan)],
    ['To do', describeTodo(plan)],
    ...foreseeJudges(plan).map((judge): [string, string] => ['Judge', describeForeseen(judge)]),
    ...describeSearch(plan).map((line): [string, string] => ['Search', line]),
  ]);
}

/** What a search by halving comes to beside its first rung, which is what is planned; nothing for other experiments. */
function describeSearch(plan: ExperimentPlan): string[] {
  const search = foreseeRungs(plan);
  if (!search || search.rungs.length < 2) return [];
  const rungs = search.rungs.map(({ steps, runCount }) => `${count(runCount, 'run')} of ${steps} steps`);
  return [`${rungs.join(', then ')}: at most ${count(search.runCount, 'run')}`];
}

/** "moderation beaver-dam-7b (HS): at most 2000 answers in 2 evaluations, afterwards". */
function describeForeseen({ name, variant, isHeadline, answerCount, evaluationCount, cost }: ForeseenJudge): string {
  const answers = answerCount === null ? 'answers' : `at most ${count(answerCount, 'answer')}`;
  const who = `${[name, variant].filter(Boolean).join(' ')}${isHeadline ? ' (gives HS)' : ''}`;
  const what = `${who}: ${answers} in ${count(evaluationCount, 'evaluation')}, afterwards`;
  if (!cost) return what;
  const price = cost.price === null ? '' : `, at most about ${cost.price.toFixed(2)} at the given prices`;
  return `${what}; sent to ${cost.host} with --send-answers-to ${cost.host}: about ${cost.inputTokens} tokens there and ${cost.outputTokens} back${price}`;
}

function describeTodo(plan: ExperimentPlan): string {
  const nouns = { align: 'alignment', attack: 'attack', evaluate: 'evaluation' } satisfies Record<StageKind, string>;
  const parts = (Object.keys(nouns) as StageKind[]).flatMap((kind) => {
    // the keys of a record over StageKind
    const open = plan.stages.filter((stage) => stage.kind === kind && !stage.isComplete).length;
    return open === 0 ? [] : [count(open, nouns[kind])];
  });
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function count(value: number, noun: string): string {
  return `${value} ${noun}${value === 1 ? '' : 's'}`;
}
