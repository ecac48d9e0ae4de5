import { AppError } from '../errors.ts';
import { agNews } from './ag-news.ts';
import { alpaca } from './alpaca.ts';
import { alpacaEval } from './alpaca-eval.ts';
import { beavertails } from './beavertails.ts';
import { gsm8k } from './gsm8k.ts';
import type { DatasetRole, Layout, SourceRow } from './layout.ts';
import { refusalPairs } from './refusal-pairs.ts';
import { sst2 } from './sst2.ts';

export {
  type ConvertedRow,
  type DatasetRole,
  datasetRoles,
  type Layout,
  type LayoutChoice,
  RowRefusal,
  type SourceRow,
} from './layout.ts';
export { type RowPreset, rowPresets } from './row-presets.ts';

/** Every published layout; of several that a file fits, the first counts. */
export const layouts: readonly Layout[] = [refusalPairs, beavertails, gsm8k, sst2, agNews, alpacaEval, alpaca];

/** Rows at the start of a file by which it is recognised. */
export const recognisedByRows = 100;

/** The layouts that a file fits, by its first rows; the likeliest one first. */
export function recogniseLayouts(rows: readonly SourceRow[]): readonly Layout[] {
  if (rows.length === 0) return [];
  return layouts.filter(
    ({ columns, recognises }) =>
      rows.every((row) => columns.every((name) => Object.hasOwn(row, name))) && recognises(rows),
  );
}

/** @throws AppError data/unknown-layout. */
export function getLayout(name: string): Layout {
  const found = layouts.find((layout) => layout.name === name);
  if (found) return found;
  throw new AppError(
    'data/unknown-layout',
    `There is no layout "${name}"; the known ones are ${layouts.map((layout) => layout.name).join(', ')}.`,
  );
}

/** The name of a layout's choice; its first one where none is asked for, empty where it has none. @throws AppError data/unknown-choice. */
export function getChoice(layout: Layout, asked: string | null): string {
  if (asked === null || asked === '') return layout.choices[0]?.name ?? '';
  if (layout.choices.some(({ name }) => name === asked)) return asked;
  const names = layout.choices.map(({ name }) => name);
  throw new AppError(
    'data/unknown-choice',
    `${layout.label} has no rows called "${asked}"; ${names.length === 0 ? 'it has nothing to choose' : `choose ${names.join(' or ')}`}.`,
  );
}

/** The use that a layout suggests for the rows that are chosen; null for own columns. */
export function suggestRole(layoutName: string, choice: string | null): DatasetRole | null {
  const layout = layouts.find(({ name }) => name === layoutName);
  return (layout?.choices.find(({ name }) => name === choice) ?? layout)?.role ?? null;
}
