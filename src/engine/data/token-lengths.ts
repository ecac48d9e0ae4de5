import type { TokenLengths } from '../../shared/spec/inspection.ts';
import { AppError } from '../../shared/errors.ts';
import { encodeExample, type Encoding } from './encode.ts';
import type { Example } from './example.ts';

/** Measured at most; of more examples, evenly spread ones. */
const mostMeasured = 4096;
const barCount = 20;

/** Counts tokens of a stream of examples. */
export interface LengthMeter {
  add(example: Example): void;
  finish(): TokenLengths;
}

/** Measures every example until there are many, then every second, every fourth and so on: the spread stays even. */
export function createLengthMeter(encoding: Encoding): LengthMeter {
  let lengths: number[] = [];
  let unreadable = 0;
  let stride = 1;
  let seen = 0;
  return {
    add(example) {
      if (seen++ % stride !== 0) return;
      try {
        lengths.push(encodeExample(encoding, example).ids.length);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        unreadable++;
      }
      if (lengths.length < mostMeasured) return;
      lengths = lengths.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    finish: () => ({ ...countLengths(lengths), unreadable }),
  };
}

/** A histogram whose bars are of one round width. */
export function countLengths(lengths: readonly number[]): Omit<TokenLengths, 'unreadable'> {
  const sorted = Float64Array.from(lengths).sort();
  const longest = sorted.at(-1) ?? 0;
  const width = roundWidth((longest + 1) / barCount);
  const bars = Math.floor(longest / width) + 1;
  const counts = Array.from({ length: bars }, () => 0);
  for (const length of sorted) counts[Math.floor(length / width)] += 1;
  const middle = (sorted.length - 1) / 2;
  const median = sorted.length === 0 ? 0 : (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  return {
    edges: Array.from({ length: bars + 1 }, (_, bar) => bar * width),
    counts,
    longest,
    median,
    measured: sorted.length,
  };
}

/** The next of 1, 2, 5, 10, 20, 50, … */
function roundWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, width)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= width) ?? 10 * power;
}
