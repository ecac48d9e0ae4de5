import type { Selection } from '../../shared/contract/compare.ts';
import { findRuns } from '../report/find-runs.ts';
import type { LabQueries } from '../types.ts';

/** Keys of the evaluations of an experiment (without its trash) or of runs. @throws AppError lab/no-experiment, lab/no-run. */
export function listEvaluations(
  queries: Pick<LabQueries, 'getExperiment' | 'listExperiments' | 'listRuns' | 'listTrashedRunIds'>,
  selection: Selection,
): string[] {
  if ('runIds' in selection) return findRuns(queries, selection.runIds).map(({ run }) => run.stages.evaluate);
  const trashed = new Set(queries.listTrashedRunIds(selection.experimentId));
  return queries
    .listRuns(selection.experimentId)
    .filter(({ runId }) => !trashed.has(runId))
    .map((run) => run.stages.evaluate);
}
