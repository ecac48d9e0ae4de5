import { type Axis, makeAxis, toPixel } from '../../shared/charts/axis.ts';
import { formatTick } from './ticks.ts';

export interface ParallelAxis {
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  /** Numbers lie on a scale; texts have a place each. */
  readonly scale: Axis | ReadonlyMap<string, number>;
}

type Value = number | string | null;

/**
 * An upright axis for the values of one quantity: a scale where all are numbers, logarithmic where they are positive and
 * span more than two powers of ten; else one place per text, in order of first appearance. `from` and `to` are pixels.
 */
export function makeParallelAxis(values: readonly Value[], { from, to }: { from: number; to: number }): ParallelAxis {
  const numbers = values.filter((value) => typeof value === 'number');
  const known = values.filter((value) => value !== null);
  if (numbers.length === known.length) {
    const min = Math.min(...numbers);
    const isLog = min > 0 && Math.max(...numbers) / min > 100;
    const distinct = [...new Set(numbers)];
    const scale = makeAxis(numbers, { isLog, range: null, from, to, tickCount: 5 });
    // Few values are their own ticks: those of a sweep read better than round numbers between them.
    const ticks = distinct.length > 0 && distinct.length <= 6 ? distinct : scale.ticks;
    return { scale, ticks: ticks.map((tick) => ({ at: toPixel(scale, tick), label: formatTick(tick) })) };
  }
  const labels = [...new Set(known.map(String))];
  const place = (index: number): number =>
    labels.length < 2 ? (from + to) / 2 : from + ((to - from) * index) / (labels.length - 1);
  const scale = new Map(labels.map((label, index) => [label, place(index)]));
  return { scale, ticks: labels.map((label, index) => ({ at: place(index), label })) };
}

/** Pixel of a value; null where it has none. */
export function placeOnAxis({ scale }: ParallelAxis, value: Value): number | null {
  if (value === null) return null;
  if (scale instanceof Map) return scale.get(String(value)) ?? null;
  // A scale that is not a map is one of numbers, as made above.
  return typeof value === 'number' ? toPixel(scale as Axis, value) : null;
}
