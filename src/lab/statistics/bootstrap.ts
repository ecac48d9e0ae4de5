import { createRandom, type Random } from '../../shared/random.ts';
import type { BootstrapInterval, Interval } from '../../shared/views/statistics.ts';
import { distributeNet } from './net-distribution.ts';
import { confidenceLevel } from './student-t.ts';

/** The pairs of one seed: how many prompts there are, and on how many the two sides disagree. */
export interface PairedStratum {
  readonly pairs: number;
  readonly onlyBaseline: number;
  readonly onlyArm: number;
}

export const resampleCount = 10_000;
const usualSeed = 1;
const wordCount = 2 ** 32;
const guideBits = 10;

/**
 * 95 % percentile interval, in percentage points, of the difference Σ(arm − baseline) / pairs over all pairs, by the paired
 * bootstrap stratified by seed: each resample draws, within each seed, as many prompts as the seed has, with replacement, and
 * keeps both sides' answers to a prompt together. Null without pairs.
 *
 * A prompt counts +1, −1 or 0, and only the sum matters, so the sum of a seed's N drawn prompts is drawn from its own exact
 * distribution: the same as drawing N indices, at a thousandth of the time.
 */
export function bootstrapDifference(
  strata: readonly PairedStratum[],
  { resamples = resampleCount, seed = usualSeed }: { readonly resamples?: number; readonly seed?: number } = {},
): BootstrapInterval | null {
  const pairs = strata.reduce((sum, stratum) => sum + stratum.pairs, 0);
  if (pairs === 0) return null;
  const nets = new Int32Array(resamples);
  const random = createRandom(seed);
  for (const stratum of strata) addResamples(nets, stratum, random);
  return { ...findPercentiles(nets, pairs), resamples, seed };
}

/** Adds to each resample what one stratum counts in it, by inversion: the smallest net with P(at most net) > word / 2³². */
function addResamples(nets: Int32Array, stratum: PairedStratum, random: Random): void {
  if (stratum.onlyArm + stratum.onlyBaseline === 0) return;
  const { first, weights } = distributeNet(stratum.pairs, stratum.onlyArm, stratum.onlyBaseline);
  const thresholds = new Float64Array(weights.length);
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) {
    sum += weights[at] ?? 0;
    thresholds[at] = sum * wordCount;
  }
  // Rounding must not leave a word above the last.
  thresholds[thresholds.length - 1] = wordCount;
  const guide = makeGuide(thresholds);
  for (let resample = 0; resample < nets.length; resample += 1) {
    const word = random.nextWord();
    let at = guide[word >>> (32 - guideBits)] ?? 0;
    while (word >= (thresholds[at] ?? wordCount)) at += 1;
    nets[resample] = (nets[resample] ?? 0) + first + at;
  }
}

/** Where to begin to look for a word, by its first bits. */
function makeGuide(thresholds: Float64Array): Int32Array {
  const guide = new Int32Array(1 << guideBits);
  let at = 0;
  for (let head = 0; head < guide.length; head += 1) {
    while (head * 2 ** (32 - guideBits) >= (thresholds[at] ?? wordCount)) at += 1;
    guide[head] = at;
  }
  return guide;
}

/**
 * The central 95 % of resampled differences, in percent of the pairs, with linear interpolation between neighbours as
 * `numpy.percentile`. `nets[i]` is resample i's count of +1 less that of −1.
 */
export function findPercentiles(nets: Int32Array, pairs: number): Interval {
  const sorted = nets.toSorted();
  const read = (quantile: number): number => {
    const place = quantile * (sorted.length - 1);
    const low = sorted[Math.floor(place)] ?? 0;
    const high = sorted[Math.ceil(place)] ?? low;
    return (100 * (low + (high - low) * (place - Math.floor(place)))) / pairs;
  };
  return { low: read(0.5 - confidenceLevel / 2), high: read(0.5 + confidenceLevel / 2) };
}
