import { AppError } from '../../shared/errors.ts';
import type { Status } from '../../shared/events.ts';
import type { LabQueries, RunView, Target } from '../types.ts';

/** The runs of one experiment that go into a bundle. */
export interface BundledExperiment {
  readonly id: string;
  readonly name: string;
  readonly runs: readonly RunView[];
}

const unsettled: ReadonlySet<Status> = new Set(['queued', 'starting', 'running', 'stopping']);

/**
 * The runs that targets mean, by experiment: of whole experiments all but what is in the trash; runs that wait or are at work are left
 * out, which `remarks` say. @throws AppError lab/no-experiment, lab/no-run, bundle/no-runs.
 */
export function selectRuns(
  queries: LabQueries,
  targets: readonly Target[],
): { readonly experiments: readonly BundledExperiment[]; readonly remarks: readonly string[] } {
  const all = queries.listExperiments();
  const remarks: string[] = [];
  const chosen = new Map<string, Set<string>>();
  const choose = (experimentId: string, runIds: readonly string[]) => {
    const known = chosen.get(experimentId) ?? new Set<string>();
    for (const runId of runIds) known.add(runId);
    chosen.set(experimentId, known);
  };
  for (const target of targets) {
    if ('experimentId' in target) {
      const { id } = queries.getExperiment(target.experimentId);
      const trashed = new Set(queries.listTrashedRunIds(id));
      if (trashed.size > 0) remarks.push(`${countRuns(trashed.size)} in the trash of ${id} left out.`);
      const runs = queries.listRuns(id).filter((run) => !trashed.has(run.runId));
      choose(
        id,
        runs.map((run) => run.runId),
      );
    } else {
      const owner = all.find(({ id }) => queries.listRuns(id).some((run) => run.runId === target.runId));
      if (!owner) throw new AppError('lab/no-run', `There is no run "${target.runId}"; "lab status" lists runs.`);
      choose(owner.id, [target.runId]);
    }
  }
  const experiments = all.flatMap(({ id, name }) => {
    const runIds = chosen.get(id);
    if (!runIds) return [];
    const runs = queries.listRuns(id).filter((run) => runIds.has(run.runId));
    const settled = runs.filter((run) => !unsettled.has(run.status));
    const left = runs.length - settled.length;
    if (left > 0) remarks.push(`${countRuns(left)} of ${id} not over yet and left out.`);
    return settled.length === 0 ? [] : [{ id, name, runs: settled }];
  });
  if (experiments.length === 0) {
    throw new AppError(
      'bundle/no-runs',
      `There is no run to put into a bundle: expected at least one that is over.${remarks.map((it) => ` ${it}`).join('')}`,
    );
  }
  return { experiments, remarks };
}

function countRuns(count: number): string {
  return count === 1 ? '1 run is' : `${count} runs are`;
}
