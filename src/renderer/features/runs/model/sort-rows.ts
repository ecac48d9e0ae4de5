import { type Column, compareValues } from './column.ts';

export interface SortKey {
  readonly id: string;
  readonly isDescending: boolean;
}

/** The rows in the order of the keys, the first deciding; equal rows keep their order, rows without a value come last. */
export function sortRows(
  rows: readonly number[],
  keys: readonly SortKey[],
  columnById: ReadonlyMap<string, Column>,
): number[] {
  const ranked = keys.flatMap(({ id, isDescending }) => {
    const column = columnById.get(id);
    return column ? [{ column, ranks: rankValues(column, isDescending) }] : [];
  });
  if (ranked.length === 0) return [...rows];
  return rows.toSorted((left, right) => {
    for (const { column, ranks } of ranked) {
      const difference = rankOf(column, ranks, left) - rankOf(column, ranks, right);
      if (difference !== 0) return difference;
    }
    return left - right;
  });
}

function rankOf(column: Column, ranks: readonly number[], row: number): number {
  return ranks[column.indices[row] ?? -1] ?? Number.MAX_SAFE_INTEGER;
}

/** Place of each distinct value in the sort order; values that compare as equal share one. */
function rankValues(column: Column, isDescending: boolean): number[] {
  const { distinct } = column;
  const order = distinct
    .map((_, index) => index)
    .filter((index) => distinct[index] !== null && distinct[index] !== undefined)
    .sort((left, right) => compareValues(distinct[left], distinct[right]));
  const ranks = distinct.map(() => Number.MAX_SAFE_INTEGER);
  let rank = 0;
  for (const [place, index] of order.entries()) {
    const before = order[place - 1];
    if (before !== undefined && compareValues(distinct[before], distinct[index]) !== 0) rank += 1;
    ranks[index] = isDescending ? -rank : rank;
  }
  return ranks;
}
