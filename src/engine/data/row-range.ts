import { AppError } from '../../shared/errors.ts';
import type { Dataset } from '../../shared/settings/dataset.ts';

/** Rows [first, end) of a data set; `end` is null for "to the end of the file". */
export interface RowRange {
  readonly first: number;
  readonly end: number | null;
}

/**
 * The rows a data set names: start <= row < start + count, or with `offByOne` the reference's start < row < start + count
 * (paper.md 4.3). Errors: `data/empty-range`.
 */
export function getRowRange(dataset: Dataset): RowRange {
  const { path, start, count, offByOne } = dataset;
  const range = { first: offByOne ? start + 1 : start, end: count === null ? null : start + count };
  if (range.end !== null && range.end <= range.first) {
    throw new AppError(
      'data/empty-range',
      `${path}: at least one row was expected, but start ${start}, count ${count}${offByOne ? ' and offByOne' : ''} leave none.`,
    );
  }
  return range;
}

/** Checks a range against the number of rows the file turned out to hold. Errors: `data/empty-file`, `data/range-past-end`. */
export function checkRowRange(dataset: Dataset, range: RowRange, rowCount: number): void {
  if (rowCount === 0) {
    throw new AppError('data/empty-file', `${dataset.path}: at least one row was expected, but the file holds none.`);
  }
  if (range.first >= rowCount || (range.end !== null && range.end > rowCount)) {
    const wanted = range.end === null ? `rows from ${range.first} on` : `rows ${range.first} to ${range.end - 1}`;
    throw new AppError(
      'data/range-past-end',
      `${dataset.path}: ${wanted} were asked for, but the file holds ${rowCount} rows (0 to ${rowCount - 1}); lower start or count.`,
    );
  }
}
