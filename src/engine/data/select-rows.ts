import type { Dataset } from '../../shared/settings/dataset.ts';
import { getChoice, getLayout, RowRefusal } from '../../shared/layouts/index.ts';
import { ownColumns, type Recipe } from '../../shared/spec/recipe.ts';
import type { Example } from './example.ts';
import { checkExample } from './read-dataset.ts';
import type { JsonObject, RowResult } from './records.ts';
import { getRowRange } from './row-range.ts';

/** What a recipe makes of one row of a file. */
export type SelectedRow =
  | { readonly kind: 'taken'; readonly example: Example }
  /** The choice takes other rows. */
  | { readonly kind: 'left-out' }
  /** Before or after the rows that are asked for. */
  | { readonly kind: 'outside' }
  | { readonly kind: 'problem'; readonly row: number | null; readonly message: string };

export interface RowSelector {
  readonly select: (result: RowResult) => SelectedRow;
  /** What is wrong once all rows were seen: rows beyond the last one were asked for, or none was taken. */
  readonly finish: () => string | null;
}

/**
 * Applies a recipe, whose layout is known, row by row: convert, choose, check, count. Of rows that the choice takes, those
 * outside the range are not checked. `columns` are those of the converted rows.
 * @throws AppError data/unknown-layout, data/unknown-choice, data/empty-range.
 */
export function createRowSelector(recipe: Recipe, columns: Dataset['columns']): RowSelector {
  const { start, count, offByOne, leaveOutBad } = recipe;
  const range = getRowRange({ path: 'The rows', columns, start, count, offByOne });
  const convert = createConverter(recipe);
  let index = 0;
  let taken = 0;

  const isInside = (): boolean => index >= range.first && (range.end === null || index < range.end);
  /** A bad row keeps its number, unless bad rows are left out. */
  const refuse = (row: number, message: string): SelectedRow => {
    const isAsked = leaveOutBad || isInside();
    if (!leaveOutBad) index++;
    return isAsked ? { kind: 'problem', row, message } : { kind: 'outside' };
  };
  return {
    select(result) {
      if (result.kind === 'problem') {
        const { number, message } = result.problem;
        if (number !== null && !leaveOutBad) index++;
        return { kind: 'problem', row: number, message };
      }
      const { row } = result;
      const converted = convert(row.record);
      if (converted === null) return { kind: 'left-out' };
      if ('refusal' in converted) return refuse(row.number, converted.refusal);
      const checked = checkExample({ ...row, record: converted.record }, row.number - 1, columns);
      if ('message' in checked) return refuse(row.number, checked.message);
      if (checked.instruction.trim() === '')
        return refuse(row.number, `the column "${columns.instruction}" must hold a text, but it is empty.`);
      const isAsked = isInside();
      index++;
      if (!isAsked) return { kind: 'outside' };
      taken++;
      return { kind: 'taken', example: checked };
    },
    finish() {
      if (index === 0) return null;
      if (range.first >= index || (range.end !== null && range.end > index)) {
        const wanted = range.end === null ? `rows from ${range.first} on` : `rows ${range.first} to ${range.end - 1}`;
        return `${wanted} were asked for, but there are ${index} to choose from (0 to ${index - 1}); lower the first row or the number of rows.`;
      }
      return taken === 0 && leaveOutBad ? 'every row has a problem, so that none is left.' : null;
    },
  };
}

type Converted = { readonly record: JsonObject } | { readonly refusal: string } | null;

function createConverter(recipe: Recipe): (record: JsonObject) => Converted {
  if (recipe.layout === ownColumns) return (record) => ({ record });
  const layout = getLayout(recipe.layout);
  const choice = getChoice(layout, recipe.choice);
  return (row) => {
    const missing = layout.columns.find((name) => !Object.hasOwn(row, name));
    if (missing !== undefined) {
      const found = Object.keys(row).slice(0, 8).join('", "');
      return {
        refusal: `the column "${missing}" of ${layout.label} was expected, but the columns are "${found}"; choose another layout.`,
      };
    }
    try {
      const record = layout.convert(row, choice);
      return record && { record };
    } catch (error) {
      if (error instanceof RowRefusal) return { refusal: error.message };
      throw error;
    }
  };
}
