import type { Selection } from '../../../shared/contract/compare.ts';
import { AppError } from '../../../shared/errors.ts';
import { findRuns, type FoundRun } from '../../report/find-runs.ts';
import type { LabQueries } from '../../types.ts';

export interface SelectedRuns {
  /** Completed runs; never none. */
  readonly runs: readonly FoundRun[];
  /** Runs of the selection that are not complete and so are not exported. */
  readonly leftOutCount: number;
}

/**
 * The runs of a selection that can be exported: the completed ones, of an experiment without those in the trash.
 * @throws AppError lab/no-experiment, lab/no-run, interop/no-runs.
 */
export function selectExportRuns(
  queries: Pick<LabQueries, 'getExperiment' | 'listExperiments' | 'listRuns' | 'listTrashedRunIds'>,
  selection: Selection,
): SelectedRuns {
  const all = listSelected(queries, selection);
  const runs = all.filter(({ run }) => run.status === 'completed');
  if (runs.length === 0) {
    throw new AppError(
      'interop/no-runs',
      `There is nothing to export: expected at least one completed run, found ${all.length} that are not.`,
    );
  }
  return { runs, leftOutCount: all.length - runs.length };
}

function listSelected(
  queries: Pick<LabQueries, 'getExperiment' | 'listExperiments' | 'listRuns' | 'listTrashedRunIds'>,
  selection: Selection,
): FoundRun[] {
  if ('runIds' in selection) return findRuns(queries, selection.runIds);
  const experiment = queries.getExperiment(selection.experimentId);
  const trashed = new Set(queries.listTrashedRunIds(experiment.id));
  return queries
    .listRuns(experiment.id)
    .filter(({ runId }) => !trashed.has(runId))
    .map((run) => ({ run, experiment }));
}
