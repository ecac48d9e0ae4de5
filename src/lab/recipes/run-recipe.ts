import { flattenSettings } from '../../shared/settings/describe.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';
import { unifyPaths } from '../report/canonical-paths.ts';
import { type FoundRun, findRuns } from '../report/find-runs.ts';
import type { LabQueries } from '../types.ts';
import type { ChosenRecipe } from './measure-fidelity.ts';
import type { Recipe } from './recipe.ts';

/** A run as the recipe of others: files count as equal if their content is, wherever they lie. @throws AppError lab/no-run. */
export function chooseRunRecipe(
  queries: Pick<LabQueries, 'listExperiments' | 'listRuns' | 'listStages'>,
  runId: string,
  compared: readonly FoundRun[],
): ChosenRecipe {
  const found = [...findRuns(queries, [runId]), ...compared];
  const experiments = new Set(found.map(({ experiment }) => experiment.id));
  const stages = [...experiments].flatMap((id) => queries.listStages(id).map((stage) => stage.file.stage));
  const [recipe, ...settings] = unifyPaths(found, stages);
  if (!recipe) throw new Error('unifyPaths answers for every run.');
  return {
    recipe: createRunRecipe(runId, recipe),
    settings: new Map(compared.map(({ run }, index) => [run.runId, settings[index] ?? run.settings])),
  };
}

/** All settings of a run but the seed. */
function createRunRecipe(runId: string, settings: RunSettings): Recipe {
  const entries = [...flattenSettings(settings)].filter(([path]) => path !== 'seed');
  const recipe = new Map(entries.map(([path, value]) => [path, [value]]));
  return { name: runId, label: `run ${runId}`, settingsFor: () => recipe };
}
