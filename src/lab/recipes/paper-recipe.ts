import { getMethod } from '../../shared/methods/index.ts';
import { flattenSettings, settingInfoByPath, sortPaths } from '../../shared/settings/describe.ts';
import { listSettings } from '../../shared/settings/setting.ts';
import { type ExperimentSpec, experimentSpecSchema, type RunSettings } from '../../shared/spec/experiment.ts';
import { isSameOrAbove } from '../plan/dotted-path.ts';
import type { Recipe, RecipeSettings } from './recipe.ts';

export const paperRecipeName = 'paper';

/** What a protocol does not fix: the seed, files by where they lie, how columns are called, and where a model is looked at. */
const isOpen = (path: string): boolean =>
  path === 'seed' ||
  path === 'evaluation.includeAligned' ||
  path === 'attack.checkpointSteps' ||
  path.includes('.columns.') ||
  (path.endsWith('.path') && path !== 'model.path');

const trainings = ['alignment', 'attack'] as const;

/**
 * The Booster paper's protocol: the values of its preset, and of settings that the preset leaves alone the value that the
 * setting's declaration gives for the paper. Grids allow each of their values; arms of the run's own methods give theirs.
 */
export function createPaperRecipe(preset: unknown): Recipe {
  const spec = experimentSpecSchema.parse(preset);
  const common = flattenSettings(spec.settings);
  return {
    name: paperRecipeName,
    label: 'paper recipe',
    settingsFor(settings) {
      const allowed = new Map<string, unknown[]>();
      const allow = (path: string, values: readonly unknown[]): void => {
        if (!isOpen(path) && applies(path, settings)) allowed.set(path, [...values]);
      };
      for (const [path, value] of listAnnotations(settings)) allow(path, [value]);
      for (const stage of trainings) allow(`${stage}.training.maxSteps`, [null]);
      for (const [path, value] of common) if (!isMethod(path)) allow(path, [value]);
      for (const [path, values] of Object.entries(spec.vary)) allow(path, values);
      for (const [path, values] of listArmValues(spec, settings)) allow(path, values);
      // The paper counts in epochs; a run with a number of steps does not use the epochs that it names.
      for (const stage of trainings)
        if (settings[stage].training.maxSteps !== null) allowed.delete(`${stage}.training.epochs`);
      return sort(allowed);
    },
  };
}

/** Data that the run's methods do not use are no part of its recipe. */
function applies(path: string, { alignment, attack }: RunSettings): boolean {
  const uses: readonly string[] = getMethod(alignment.method.name).uses;
  const attackUses: readonly string[] = getMethod(attack.method.name).uses;
  if (isSameOrAbove('alignment.harmful', path)) return uses.includes('harmful');
  if (isSameOrAbove('attack.guide', path)) return attackUses.includes('guide');
  return !isSameOrAbove('attack.harmful', path) || attack.p > 0;
}

/**
 * The paper's values in the declarations of settings that the run has, those of its own methods included. The off-by-one is
 * declared once for all data files but is the paper's for some of them alone: the preset says which.
 */
function listAnnotations(settings: RunSettings): [path: string, value: unknown][] {
  const { alignment, attack } = settings;
  const flat = flattenSettings(settings);
  const common = [...settingInfoByPath].filter(([path]) => !isMethod(path) && !path.endsWith('.offByOne'));
  const ofMethods = [
    ...listSettings(getMethod(alignment.method.name).schema, 'alignment.method'),
    ...listSettings(getMethod(attack.method.name).schema, 'attack.method'),
  ].map(({ path, info }) => [path, info] as const);
  return [...common, ...ofMethods].flatMap(([path, info]) =>
    info.paper === undefined || !flat.has(path) ? [] : [[path, info.paper]],
  );
}

function isMethod(path: string): boolean {
  return /^(alignment|attack)\.method\./.test(path);
}

/** What the preset's arms with the run's methods set, without the methods' names: those are what is compared. */
function listArmValues(spec: ExperimentSpec, settings: RunSettings): Map<string, unknown[]> {
  const values = new Map<string, unknown[]>();
  for (const { set } of spec.arms ?? []) {
    const flat = new Map(
      Object.entries(set).flatMap(([path, value]) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? [...flattenSettings(value, path)]
          : [[path, value] as [string, unknown]],
      ),
    );
    const attackMethod = flat.get('attack.method.name') ?? 'sft';
    if (flat.get('alignment.method.name') !== settings.alignment.method.name) continue;
    if (attackMethod !== settings.attack.method.name) continue;
    for (const [path, value] of flat) {
      if (!path.endsWith('.method.name')) values.set(path, [...(values.get(path) ?? []), value]);
    }
  }
  return values;
}

function sort(allowed: ReadonlyMap<string, unknown[]>): RecipeSettings {
  return new Map(sortPaths(new Set(allowed.keys())).map((path) => [path, allowed.get(path) ?? []]));
}
