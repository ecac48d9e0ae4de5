import { z } from 'zod';
import { columnsSchema, datasetSchema } from '../settings/dataset.ts';

/** Columns that a person names, instead of a published layout. */
export const ownColumns = 'columns';
/** The layout that the file's first rows look like, or else own columns. */
export const recognised = 'auto';

const { start, count, offByOne } = datasetSchema.shape;

/** How rows of a file become a data set; kept beside an imported set, so that the import can be seen and repeated. */
export const recipeSchema = z.strictObject({
  /** `columns`, `auto` or the name of a published layout. */
  layout: z.string().default(ownColumns),
  /** Which rows of the layout, where there is a choice; null for its first one. */
  choice: z.string().nullable().default(null),
  /** With own columns: which ones hold the parts of an example. */
  columns: columnsSchema.prefault({}),
  /** Of the rows that are chosen, counted from 0. */
  start,
  count,
  offByOne,
  /** Rows with a problem are left out instead of keeping the whole file from being imported. */
  leaveOutBad: z.boolean().default(false),
});
export type Recipe = z.infer<typeof recipeSchema>;
