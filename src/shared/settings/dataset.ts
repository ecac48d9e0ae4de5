import { z } from 'zod';
import { setting } from './setting.ts';

/** Which columns of a row hold the parts of an example. */
export const columnsSchema = z.strictObject({
  instruction: setting(z.string().min(1).default('instruction'), {
    label: 'Instruction column',
    help: 'The column that holds the question or task.',
  }),
  input: setting(z.string().min(1).nullable().default('input'), {
    label: 'Input column',
    help: 'The column that holds further context; rows without it use the template without input.',
    advanced: true,
  }),
  output: setting(z.string().min(1).default('output'), {
    label: 'Answer column',
    help: 'The column that holds the answer to learn or to compare with.',
  }),
});

/** A data file and the rows of it that are used. */
export const datasetSchema = z.strictObject({
  path: setting(z.string().min(1), {
    label: 'File',
    help: 'A JSONL, JSON, CSV (each also packed, .gz) or Parquet file, relative to the spec; "{seed}" in it is replaced by the run’s seed.',
  }),
  columns: columnsSchema.prefault({}),
  start: setting(z.int().min(0).default(0), {
    label: 'First row',
    help: 'The index of the first row that is used, counted from 0.',
    advanced: true,
  }),
  count: setting(z.int().min(1).nullable().default(null), {
    label: 'Rows',
    help: 'How many rows are used from there on; empty for all.',
    advanced: true,
  }),
  offByOne: setting(z.boolean().default(false), {
    label: 'Reference off-by-one',
    help: 'Drop the first row of the range, as the Booster authors’ code does (start < index < start + count).',
    paper: true,
    advanced: true,
  }),
});

export type Dataset = z.infer<typeof datasetSchema>;
