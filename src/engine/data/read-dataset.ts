import { AppError } from '../../shared/errors.ts';
import type { Dataset } from '../../shared/settings/dataset.ts';
import type { ResolvedDataset } from '../../shared/spec/stage.ts';
import type { Example } from './example.ts';
import { openHashedFile } from './file-chunks.ts';
import { type PlacedRecord, quote, readRecords } from './records.ts';
import { checkRowRange, getRowRange } from './row-range.ts';

/**
 * Reads the rows a data set names, in the order of the file. Every row of the file must be readable;
 * the columns are checked only for the rows in the range.
 * For a resolved data set the sha256 of the bytes that were read must equal its digest; a changed file is reported
 * as changed even where it is also broken.
 * Errors: `data/changed`, `data/empty-file`, `data/empty-range`, `data/range-past-end`, `data/missing-column`,
 * `data/wrong-type`, those of `readRecords`, `file/not-found`, `file/unreadable`.
 */
export function readDataset(dataset: Dataset | ResolvedDataset): Example[] {
  const range = getRowRange(dataset);
  const file = openHashedFile(dataset.path);
  try {
    const examples: Example[] = [];
    let row = 0;
    for (const placed of readRecords(dataset.path, file)) {
      if (row >= range.first && (range.end === null || row < range.end)) {
        examples.push(parseExample(placed, row, dataset));
      }
      row++;
    }
    checkRowRange(dataset, range, row);
    checkDigest(dataset, file.finishDigest);
    return examples;
  } catch (error) {
    if (error instanceof AppError && error.code !== 'data/changed') checkDigest(dataset, file.finishDigest);
    throw error;
  } finally {
    file.close();
  }
}

function checkDigest(dataset: Dataset | ResolvedDataset, finishDigest: () => string): void {
  if (!('digest' in dataset)) return;
  const found = finishDigest();
  if (found === dataset.digest) return;
  throw new AppError(
    'data/changed',
    `${dataset.path}: the file has changed since the run was planned: sha256 ${dataset.digest} was expected, ${found} found; restore the file or plan the run again.`,
  );
}

function parseExample(placed: PlacedRecord, row: number, dataset: Dataset): Example {
  const checked = checkExample(placed, row, dataset.columns);
  if (!('message' in checked)) return checked;
  throw new AppError(checked.code, `${dataset.path}: ${placed.place}: ${checked.message}`);
}

/** Why a row is no example. */
interface ColumnProblem {
  readonly code: 'data/missing-column' | 'data/wrong-type';
  readonly message: string;
}

/** The example in a row, or what is wrong with its columns. `row` counts from 0. */
export function checkExample(placed: PlacedRecord, row: number, columns: Dataset['columns']): Example | ColumnProblem {
  const instruction = readText(placed, columns.instruction);
  const input = columns.input === null ? null : readOptionalText(placed, columns.input);
  const output = readText(placed, columns.output);
  if (isProblem(instruction)) return instruction;
  if (isProblem(input)) return input;
  if (isProblem(output)) return output;
  return { row, instruction, input: input === '' ? null : input, output, record: placed.record };
}

function isProblem(value: string | null | ColumnProblem): value is ColumnProblem {
  return typeof value === 'object' && value !== null;
}

function readText(placed: PlacedRecord, column: string): string | ColumnProblem {
  if (Object.hasOwn(placed.record, column)) return expectText(placed, column);
  const found = Object.keys(placed.record).slice(0, 8).map(quote).join(', ') || 'none';
  return {
    code: 'data/missing-column',
    message: `the column ${quote(column)} was expected, but the columns are ${found}; name the right one under "columns".`,
  };
}

function readOptionalText(placed: PlacedRecord, column: string): string | null | ColumnProblem {
  if (!Object.hasOwn(placed.record, column) || placed.record[column] === null) return null;
  return expectText(placed, column);
}

function expectText(placed: PlacedRecord, column: string): string | ColumnProblem {
  const value = placed.record[column];
  if (typeof value === 'string') return value;
  return {
    code: 'data/wrong-type',
    message: `the column ${quote(column)} must hold a text, but holds ${quote(JSON.stringify(value))}.`,
  };
}
