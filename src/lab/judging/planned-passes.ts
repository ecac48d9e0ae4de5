import { dirname, resolve } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json.ts';
import type { PassJudge } from '../../shared/judging/judges.ts';
import { type LaterJudge, listLaterJudges, toPassJudge } from '../../shared/judging/spec-judges.ts';
import type { LabQueries } from '../types.ts';
import { findAskedJudge } from './headline.ts';

/** A judge that an experiment names, and the answers that it has not been asked about. */
export interface PlannedPass {
  readonly judge: PassJudge;
  readonly runIds: readonly string[];
  readonly answerCount: number;
}

type Reads = Pick<
  LabQueries,
  'getExperiment' | 'listRuns' | 'listTrashedRunIds' | 'getStage' | 'listJudges' | 'listJudgements' | 'countSamples'
>;

/** What the judges of an experiment's settings have still to be asked about, in evaluations that are complete. @throws AppError lab/no-experiment. */
export function listPlannedPasses(queries: Reads, experimentId: string): PlannedPass[] {
  const { specPath, id } = queries.getExperiment(experimentId);
  const trashed = new Set(queries.listTrashedRunIds(id));
  const passes = new Map<string, { judge: PassJudge; runIds: string[]; open: Map<string, number> }>();
  for (const run of queries.listRuns(id)) {
    // What was judged elsewhere is judged, and its files may not be here.
    if (trashed.has(run.runId) || run.origin !== null) continue;
    for (const judge of listLaterJudges(run.settings.evaluation.safety.judges)) {
      const count = countOpen(queries, run.stages.evaluate, judge);
      if (count === 0) continue;
      const name = canonicalJson(judge);
      const pass = passes.get(name) ?? {
        judge: toPassJudge(judge, (path) => resolve(dirname(specPath), path)),
        runIds: [],
        open: new Map<string, number>(),
      };
      passes.set(name, pass);
      pass.runIds.push(run.runId);
      pass.open.set(run.stages.evaluate, count);
    }
  }
  return [...passes.values()].map(({ judge, runIds, open }) => ({
    judge,
    runIds,
    answerCount: [...open.values()].reduce((sum, count) => sum + count, 0),
  }));
}

/** How many answers to safety prompts a judge has said nothing about; none before the evaluation is complete. */
function countOpen(queries: Reads, key: string, judge: LaterJudge): number {
  if (queries.getStage(key).status !== 'completed') return 0;
  const answers = queries.countSamples(key, { set: 'safety' });
  const asked = findAskedJudge(judge, queries.listJudges(key));
  if (!asked) return answers;
  return Math.max(0, answers - (queries.listJudgements(key, null).get(asked.header.id)?.length ?? 0));
}

/** Where an endpoint's answers are sent, for consent; null for a judge on this machine. */
export function hostOfJudge(judge: PassJudge): string | null {
  return judge.name === 'endpoint' ? new URL(judge.baseUrl).host : null;
}
