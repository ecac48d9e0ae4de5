import { AppError } from '../../shared/errors.ts';
import type { ExperimentView, RunView } from '../../shared/views/lab.ts';
import type { LabQueries } from '../types.ts';

export interface FoundRun {
  readonly run: RunView;
  readonly experiment: ExperimentView;
}

/** Runs by id, of any experiments, in the order asked for and each once. @throws AppError lab/no-run. */
export function findRuns(
  queries: Pick<LabQueries, 'listExperiments' | 'listRuns'>,
  runIds: readonly string[],
): FoundRun[] {
  const wanted = new Set(runIds);
  const found = new Map<string, FoundRun>();
  for (const experiment of queries.listExperiments()) {
    // A run's id begins with its experiment's, so most experiments need not be read.
    if (![...wanted].some((id) => id.startsWith(`${experiment.id}-`))) continue;
    for (const run of queries.listRuns(experiment.id)) {
      if (wanted.has(run.runId)) found.set(run.runId, { run, experiment });
    }
  }
  return [...wanted].map((id) => {
    const run = found.get(id);
    if (!run) throw new AppError('lab/no-run', `There is no run "${id}"; perhaps it was deleted.`);
    return run;
  });
}
