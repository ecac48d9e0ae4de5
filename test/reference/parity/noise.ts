/**
 * Part of the largest gradient below which a weight's gradient in float64 is a zero: float64's rounding comes to about 1e-16 of it,
 * float32's to 1e-7, and nothing lies between.
 */
export const noiseFloor = 1e-12;

/** Weights whose gradient is nothing but rounding. AdamW divides it by its own size, so either side goes its own way with whole steps. */
export interface Noise {
  readonly count: number;
  /** The others of a list of all weights' values. */
  without(values: readonly number[]): number[];
  /** Where they are: "144 of 78924 weights, all in …". */
  readonly note: string;
}

type Gradient = ReadonlyMap<string, Float32Array>;

/**
 * Finds the weights whose gradient is zero in float64, but where something was rounded: of that gradient or the `others`, which are
 * its parts and its float32 forms, one is not exactly zero. Where all are, both sides agree, as on a position that no row reaches.
 * @param names The tensors in the order of the values.
 */
export function findNoise(exact: Gradient, others: readonly Gradient[], names: readonly string[]): Noise {
  const valuesOf = (gradient: Gradient, name: string) => gradient.get(name) ?? new Float32Array();
  const largest = names.reduce(
    (most, name) => valuesOf(exact, name).reduce((found, value) => Math.max(found, Math.abs(value)), most),
    0,
  );
  const found = names.map((name) => {
    const all = [exact, ...others].map((gradient) => valuesOf(gradient, name));
    return [...valuesOf(exact, name)].map(
      (value, index) => Math.abs(value) <= noiseFloor * largest && all.some((values) => values[index] !== 0),
    );
  });
  const isNoise = found.flat();
  const count = isNoise.filter(Boolean).length;
  const places = names.filter((_, index) => found[index].includes(true));
  return {
    count,
    without: (values) => values.filter((_, index) => !isNoise[index]),
    note: `${count} of ${isNoise.length} weights, all in ${places.join(', ')}`,
  };
}
