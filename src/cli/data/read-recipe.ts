import { existsSync } from 'node:fs';
import { AppError } from '../../shared/errors.ts';
import { getChoice, getLayout, rowPresets } from '../../shared/layouts/index.ts';
import type { Dataset } from '../../shared/settings/dataset.ts';
import { ownColumns, recognised, type Recipe, recipeSchema } from '../../shared/spec/recipe.ts';
import { datasetsFolder, readImported } from '../../host/library/dataset-folders.ts';
import { readText } from '../../lab/read-text.ts';

/** What import-data is told about the rows. */
export interface RecipeOptions {
  readonly recipe?: string;
  readonly as?: string;
  readonly choose?: string;
  readonly columns?: Dataset['columns'];
  readonly rows?: string;
  readonly start?: number;
  readonly count?: number;
  readonly offByOne: boolean;
  readonly leaveOutBad: boolean;
}

/**
 * The recipe that the options describe: that of an earlier import or of a file where one is named, else one whose layout is
 * recognised, changed by the other options.
 * @throws AppError usage/..., data/unknown-layout, data/unknown-choice, library/no-recipe.
 */
export function readRecipe(options: RecipeOptions, dataFolder: string): Recipe {
  const { as, choose, columns, rows, start, count } = options;
  if (as !== undefined && as !== ownColumns && columns)
    throw new AppError('usage/columns', 'Name either --as with a layout or --columns, not both.');
  const base =
    options.recipe === undefined ? recipeSchema.parse({ layout: recognised }) : find(options.recipe, dataFolder);
  const preset = rowPresets.find(({ name }) => name === rows);
  if (options.offByOne && preset && !preset.hasOffByOne)
    throw new AppError('usage/off-by-one', `--off-by-one does not belong to ${preset.name}: ${preset.help}`);
  const layout = as ?? (columns ? ownColumns : base.layout);
  const recipe: Recipe = {
    ...base,
    ...(preset && { start: preset.start, count: preset.count }),
    layout,
    choice: choose ?? (layout === base.layout ? base.choice : null),
    columns: columns ?? base.columns,
    offByOne: options.offByOne || base.offByOne,
    leaveOutBad: options.leaveOutBad || base.leaveOutBad,
    ...(start !== undefined && { start }),
    ...(count !== undefined && { count }),
  };
  if (layout !== ownColumns && layout !== recognised) getChoice(getLayout(layout), recipe.choice);
  return recipe;
}

/** The recipe of an imported set, by its id, or of a JSON file. */
function find(named: string, dataFolder: string): Recipe {
  const entry = /^[a-z0-9-]+$/.test(named) ? readImported(datasetsFolder(dataFolder), named) : undefined;
  if (entry?.recipe) return entry.recipe;
  if (!existsSync(named))
    throw new AppError(
      'library/no-recipe',
      entry
        ? `The data set "${named}" was imported before there were recipes; name layout and columns yourself.`
        : `--recipe must name an imported data set or a JSON file, but there is no "${named}".`,
    );
  const text = readText(named, { code: 'library/no-recipe', what: 'recipe' });
  const parsed = recipeSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new AppError(
    'library/no-recipe',
    `${named}: ${issue?.path.join('.') || 'the recipe'}: ${issue?.message ?? 'is not valid'}.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
