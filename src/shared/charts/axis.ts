import { listLinearTicks, listLogTicks } from './ticks.ts';

/** Both ends of an axis. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** One axis of a picture: turns values into pixels. */
export interface Axis extends Range {
  readonly isLog: boolean;
  /** Pixels of `min` and `max`. */
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
}

/** An axis over the values, with a little room at both ends unless the ends are given. */
export function makeAxis(
  values: readonly number[],
  {
    isLog,
    range,
    from,
    to,
    tickCount = 6,
  }: { isLog: boolean; range: Range | null; from: number; to: number; tickCount?: number },
): Axis {
  const { min, max } = range ?? findRange(values, isLog);
  const ticks = isLog ? listLogTicks({ min, max }) : listLinearTicks({ min, max }, tickCount);
  return { isLog, min, max, from, to, ticks };
}

/** Where a value lies, in pixels. */
export function toPixel(axis: Axis, value: number): number {
  const scale = axis.isLog ? Math.log10 : (it: number) => it;
  const share = (scale(value) - scale(axis.min)) / (scale(axis.max) - scale(axis.min));
  return Math.round((axis.from + share * (axis.to - axis.from)) * 100) / 100;
}

function findRange(values: readonly number[], isLog: boolean): Range {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (!Number.isFinite(min)) return isLog ? { min: 1, max: 10 } : { min: 0, max: 1 };
  if (min === max)
    return isLog
      ? { min: min / 2, max: max * 2 }
      : { min: min - (Math.abs(min) * 0.5 || 1), max: max + (Math.abs(max) * 0.5 || 1) };
  if (isLog) return { min, max };
  const room = (max - min) * 0.03;
  return { min: min - room, max: max + room };
}
