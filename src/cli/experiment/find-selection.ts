import type { LabQueries } from '../../lab/types.ts';
import type { Selection } from '../../shared/contract/compare.ts';
import { AppError } from '../../shared/errors.ts';
import { findExperiment, findRun } from './find-experiment.ts';

/**
 * What somebody names on the command line: one experiment stays one; several, or runs, become runs.
 * @throws AppError lab/no-experiment, usage/ambiguous-name.
 */
export function findSelection(queries: LabQueries, names: readonly string[]): Selection {
  const found = names.map((name): Selection => {
    const run = findRun(queries, name);
    try {
      return { experimentId: findExperiment(queries, name).id };
    } catch (error) {
      if (run && error instanceof AppError && error.code === 'lab/no-experiment') return { runIds: [run.runId] };
      throw error;
    }
  });
  const [first] = found;
  if (first && found.length === 1) return first;
  const runIds = found.flatMap((it) =>
    'runIds' in it ? it.runIds : queries.listRuns(it.experimentId).map((run) => run.runId),
  );
  return { runIds: [...new Set(runIds)] };
}
