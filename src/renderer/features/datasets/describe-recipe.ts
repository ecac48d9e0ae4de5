import { layouts } from '../../../shared/layouts/index.ts';
import type { Recipe } from '../../../shared/spec/recipe.ts';
import { text } from '../../text/index.ts';

/** How the rows of an imported set were made, in one line. */
export function describeRecipe(recipe: Recipe, fileName: string | undefined): string {
  const { columns, start, count, offByOne, leaveOutBad } = recipe;
  const layout = layouts.find(({ name }) => name === recipe.layout);
  const choice = layout?.choices.find(({ name }) => name === recipe.choice);
  const first = offByOne ? start + 1 : start;
  return [
    ...(fileName === undefined ? [] : [text.datasets.madeFrom(fileName)]),
    layout?.label ?? text.datasets.madeOfColumns([columns.instruction, columns.input, columns.output]),
    ...(choice ? [choice.label] : []),
    ...(first > 0 || count !== null
      ? [text.datasets.madeOfRows(first, count === null ? null : start + count - 1)]
      : []),
    ...(leaveOutBad ? [text.datasets.madeWithoutBad] : []),
  ].join(' · ');
}
