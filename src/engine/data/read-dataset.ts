import { AppError } from '../../shared/errors.ts';
import type { Dataset } from '../../shared/settings/dataset.ts';
import type { ResolvedDataset } from '../../shared/spec/stage.ts';
import type { Example } from './example.ts';
import { openHashedFile } from './file-chunks.ts';
import { type PlacedRecord, quote, readRecords } from './records.ts';
import { checkRowRange, getRowRange } from './row-range.ts';

/**
 * Reads the rows a data set names, in the order of the file. Every row of the file must be a JSON object;
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
    for (const placed of readRecords(dataset.path, file.chunks)) {
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
  const { columns } = dataset;
  const input = columns.input === null ? null : readOptionalText(placed, columns.input, dataset.path);
  return {
    row,
    instruction: readText(placed, columns.instruction, dataset.path),
    input: input === '' ? null : input,
    output: readText(placed, columns.output, dataset.path),
    record: placed.record,
  };
}

function readText(placed: PlacedRecord, column: string, file: string): string {
  if (!Object.hasOwn(placed.record, column)) {
    const found = Object.keys(placed.record).slice(0, 8).map(quote).join(', ') || 'none';
    throw new AppError(
      'data/missing-column',
      `${file}: ${placed.place}: the column ${quote(column)} was expected, but the columns are ${found}; name the right one under "columns".`,
    );
  }
  return expectText(placed, column, file);
}

function readOptionalText(placed: PlacedRecord, column: string, file: string): string | null {
  if (!Object.hasOwn(placed.record, column) || placed.record[column] === null) return null;
  return expectText(placed, column, file);
}

function expectText(placed: PlacedRecord, column: string, file: string): string {
  const value = placed.record[column];
  if (typeof value === 'string') return value;
  throw new AppError(
    'data/wrong-type',
    `${file}: ${placed.place}: the column ${quote(column)} must hold a text, but holds ${quote(JSON.stringify(value))}.`,
  );
}
