import { countLabels, type EncodedExample } from './encode.ts';

/** A static shape for batches; buckets are sorted, and a longer one has at least as many label slots. */
export interface Bucket {
  readonly length: number;
  readonly labelSlots: number;
}

export interface BucketOptions {
  /** Examples per batch: the longest of them decides the batch's length. */
  readonly batchSize: number;
  /** Lengths and label slots are rounded up to a multiple of this. */
  readonly multiple?: number;
  readonly maxBuckets?: number;
}

/** Above this many distinct lengths they are rounded more coarsely, so that the choice takes milliseconds. */
const maxCandidates = 256;

/**
 * Chooses a few static shapes that minimise the expected padded tokens per batch when batches are drawn at random.
 * The chance that a batch of b needs length L is F(L)^b - F(L-1)^b, where F is the distribution of the lengths.
 * The last bucket holds every example.
 */
export function chooseBuckets(examples: readonly EncodedExample[], options: BucketOptions): Bucket[] {
  const { batchSize, multiple = 8, maxBuckets = 3 } = options;
  const candidates = listCandidates(examples, multiple);
  let below = 0;
  const chances = candidates.map(({ count }) => {
    const before = (below / examples.length) ** batchSize;
    below += count;
    return (below / examples.length) ** batchSize - before;
  });
  const lengths = candidates.map(({ length }) => length);
  let labelSlots = 0;
  const slots = candidates.map((candidate) => {
    labelSlots = Math.max(labelSlots, candidate.labelSlots);
    return labelSlots;
  });
  return chooseEnds(lengths, chances, maxBuckets).map((end) => ({
    length: lengths[end] ?? 0,
    labelSlots: slots[end] ?? 0,
  }));
}

/** The smallest bucket that holds all the examples; the buckets must have been chosen over data that includes them. */
export function bucketFor<B extends Bucket>(buckets: readonly B[], examples: readonly EncodedExample[]): B {
  const length = Math.max(...examples.map(({ ids }) => ids.length));
  const labels = Math.max(...examples.map(countLabels));
  const found = buckets.find((bucket) => bucket.length >= length && bucket.labelSlots >= labels);
  if (!found) throw new Error(`No bucket holds ${length} tokens with ${labels} labels.`);
  return found;
}

interface Candidate {
  readonly length: number;
  /** Examples of this rounded length. */
  count: number;
  labelSlots: number;
}

function listCandidates(examples: readonly EncodedExample[], multiple: number): Candidate[] {
  if (examples.length === 0) throw new Error('Buckets need at least one example.');
  const byLength = new Map<number, Candidate>();
  for (const example of examples) {
    const length = roundUp(example.ids.length, multiple);
    const candidate = byLength.get(length) ?? { length, count: 0, labelSlots: 0 };
    candidate.count++;
    candidate.labelSlots = Math.max(candidate.labelSlots, roundUp(countLabels(example), multiple));
    byLength.set(length, candidate);
  }
  if (byLength.size > maxCandidates) return listCandidates(examples, multiple * 2);
  return [...byLength.values()].sort((left, right) => left.length - right.length);
}

/**
 * Splits the sorted lengths into at most `maxGroups` runs with the least sum of chance · (last length of the run).
 * Returns the index of each run's last length. Fewer runs win where more save nothing, because each costs a compilation.
 */
function chooseEnds(lengths: readonly number[], chances: readonly number[], maxGroups: number): number[] {
  const sums = [0];
  for (const chance of chances) sums.push((sums.at(-1) ?? 0) + chance);
  let best = lengths.map((length, end) => ({ cost: length * (sums[end + 1] ?? 0), ends: [end] }));
  for (let groups = 2; groups <= maxGroups; groups++) {
    const previous = best;
    best = previous.map((fewer, end) => {
      let chosen = fewer;
      for (let split = 0; split < end; split++) {
        const head = previous[split];
        if (!head) continue;
        const cost = head.cost + (lengths[end] ?? 0) * ((sums[end + 1] ?? 0) - (sums[split + 1] ?? 0));
        if (cost < chosen.cost - 1e-9) chosen = { cost, ends: [...head.ends, end] };
      }
      return chosen;
    });
  }
  return best.at(-1)?.ends ?? [];
}

function roundUp(value: number, multiple: number): number {
  return Math.max(multiple, Math.ceil(value / multiple) * multiple);
}
