/** The middle of the values; the mean of both middle ones where their number is even. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new Error('A median needs at least one value.');
  const sorted = [...values].sort((left, right) => left - right);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** The values in `parts` runs whose lengths differ by one at most. */
export function splitEvenly<Value>(values: readonly Value[], parts: number): Value[][] {
  const edge = (part: number) => Math.round((part * values.length) / parts);
  return Array.from({ length: parts }, (_, part) => values.slice(edge(part), edge(part + 1)));
}

/** Sums of runs of `size` values; a last run that is not whole is left out. */
export function sumGroups(values: readonly number[], size: number): number[] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, index) =>
    values.slice(index * size, (index + 1) * size).reduce((sum, value) => sum + value, 0),
  );
}
