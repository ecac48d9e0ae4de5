import type { Range } from './axis.ts';

/** Round numbers (1, 2 or 5 times a power of ten apart) between both ends, about `count` of them. */
export function listLinearTicks({ min, max }: Range, count: number): number[] {
  if (!(max > min)) return Number.isFinite(min) ? [min] : [];
  const rough = (max - min) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** Powers of ten between both ends (both above 0), with their doubles and fives where there are few powers. */
export function listLogTicks({ min, max }: Range): number[] {
  const first = Math.floor(Math.log10(min));
  const last = Math.ceil(Math.log10(max));
  const factors = last - first <= 3 ? [1, 2, 5] : [1];
  return Array.from({ length: last - first + 1 }, (_, index) => 10 ** (first + index))
    .flatMap((power) => factors.map((factor) => Number((power * factor).toPrecision(12))))
    .filter((tick) => tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9));
}
