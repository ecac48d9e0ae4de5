import type { AttackSearch } from '../../shared/spec/attack-search.ts';
import type { ExperimentView, LabQueries } from '../types.ts';

/** The experiments of one search, first rung first. */
export interface SearchFamily {
  readonly search: AttackSearch;
  readonly rungs: readonly ExperimentView[];
}

export type SearchQueries = Pick<
  LabQueries,
  'getExperiment' | 'listExperiments' | 'listRuns' | 'getScores' | 'getStage' | 'listJudges'
>;

/** The search that an experiment belongs to, whichever rung it is; null for one without a search. @throws AppError lab/no-experiment. */
export function findSearchFamily(queries: SearchQueries, experimentId: string): SearchFamily | null {
  const experiment = queries.getExperiment(experimentId);
  if (!experiment.spec.search) return null;
  const rootId = experiment.spec.search.rung?.of ?? experiment.id;
  const all = queries.listExperiments();
  // Deleted for good: what is left of the search stands for itself.
  const root = all.find(({ id }) => id === rootId) ?? experiment;
  const search = root.spec.search;
  if (!search) return null;
  const later = all
    .filter(({ id, spec }) => id !== root.id && spec.search?.rung?.of === rootId)
    .sort((left, right) => rungOf(left) - rungOf(right));
  return { search, rungs: [root, ...later] };
}

/** Number of the rung that an experiment is, from 1. */
export function rungOf({ spec }: ExperimentView): number {
  return spec.search?.rung?.number ?? 1;
}
