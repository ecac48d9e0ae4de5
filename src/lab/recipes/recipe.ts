import { basename } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json.ts';
import { describeValue, flattenSettings } from '../../shared/settings/describe.ts';
import type { RunSettings } from '../../shared/spec/experiment.ts';

/** Settings by dotted path with the values that a recipe allows, at least one each. */
export type RecipeSettings = ReadonlyMap<string, readonly unknown[]>;

/** Something that runs are held against: the paper's protocol, or a run. */
export interface Recipe {
  /** "paper", or a run's id. */
  readonly name: string;
  /** For people, such as "paper recipe". */
  readonly label: string;
  /** What the recipe says for a run with these settings: of several methods, that of the run's. */
  settingsFor(settings: RunSettings): RecipeSettings;
}

/** How the settings of one run stand to a recipe: paths in the recipe's order. */
export interface RecipeDifference {
  readonly same: readonly string[];
  readonly changed: readonly string[];
  /** The recipe has them, the run lacks them. */
  readonly missing: readonly string[];
}

/** Sorts the recipe's settings by whether the run has one of the allowed values. */
export function compareWithRecipe(settings: RunSettings, recipe: RecipeSettings): RecipeDifference {
  const flat = flattenSettings(settings);
  const paths = [...recipe.keys()];
  const isAllowed = (path: string): boolean =>
    (recipe.get(path) ?? []).some((allowed) => isEqual(path, allowed, flat.get(path)));
  return {
    same: paths.filter((path) => flat.has(path) && isAllowed(path)),
    changed: paths.filter((path) => flat.has(path) && !isAllowed(path)),
    missing: paths.filter((path) => !flat.has(path)),
  };
}

/** A model is known by its folder's name: where it lies does not matter. */
function isEqual(path: string, allowed: unknown, found: unknown): boolean {
  if (path !== modelPath || typeof allowed !== 'string' || typeof found !== 'string') {
    return canonicalJson(allowed) === canonicalJson(found);
  }
  return basename(allowed).toLowerCase() === basename(found).toLowerCase();
}

const modelPath = 'model.path';

/** Values as text; files by their names. */
export function describeValues(path: string, values: readonly unknown[]): string {
  const texts = values.map((value) =>
    path.endsWith('.path') && typeof value === 'string' ? basename(value) : describeValue(value),
  );
  return [...new Set(texts)].join(' · ');
}
