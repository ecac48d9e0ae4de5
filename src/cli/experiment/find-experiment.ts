import { AppError } from '../../shared/errors.ts';
import type { ExperimentView, LabQueries, RunView } from '../../lab/types.ts';

/**
 * The experiment with this id, unique beginning of an id, or name; "last" is the newest.
 * @throws AppError lab/no-experiment, usage/ambiguous-name.
 */
export function findExperiment(queries: LabQueries, text: string): ExperimentView {
  const all = queries.listExperiments();
  const named = all.filter((experiment) => experiment.name === text);
  const [only] = named;
  if (only && named.length === 1) return only;
  if (named.length > 1 && !all.some((experiment) => experiment.id === text)) {
    const ids = named.map((experiment) => experiment.id).join(', ');
    throw new AppError(
      'usage/ambiguous-name',
      `${named.length} experiments are called "${text}"; name one by its id: ${ids}.`,
    );
  }
  return queries.getExperiment(text);
}

/** The run with this id or unique beginning of an id; undefined when there is none. */
export function findRun(queries: LabQueries, text: string): RunView | undefined {
  const runs = queries.listExperiments().flatMap((experiment) => queries.listRuns(experiment.id));
  const exact = runs.find((run) => run.runId === text);
  if (exact) return exact;
  const matches = runs.filter((run) => run.runId.startsWith(text));
  return matches.length === 1 ? matches[0] : undefined;
}
