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
  const runIds = found.flatMap((it) => ('runIds' in it ? it.runIds : listKeptRuns(queries, it.experimentId)));
  return { runIds: [...new Set(runIds)] };
}

/** What is in the trash is compared only where it is named. */
function listKeptRuns(queries: LabQueries, experimentId: string): string[] {
  const trashed = new Set(queries.listTrashedRunIds(experimentId));
  return queries
    .listRuns(experimentId)
    .map((run) => run.runId)
    .filter((runId) => !trashed.has(runId));
}

/** The recipe that a word means: "paper", or the id of the run with this id or unique beginning. @throws AppError lab/no-run. */
export function findRecipe(queries: LabQueries, word: string | undefined): string | undefined {
  if (word === undefined || word === 'paper') return word;
  const run = findRun(queries, word);
  if (run) return run.runId;
  throw new AppError('lab/no-run', `The recipe must be "paper" or a run's id; there is no run "${word}".`);
}
