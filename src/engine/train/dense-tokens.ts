import { type Bucket, bucketFor, type EncodedExample } from '../data/index.ts';
import type { BatchRole } from '../methods/index.ts';

/** The static shapes of a step: a bucket, and per role the rows of its batch without padding, where leaving it out is worth it. */
export interface StepShape extends Bucket {
  readonly denseTokens?: Readonly<Partial<Record<BatchRole, number>>>;
}

/** A batch of each role, as one step draws them. */
export type DrawnBatches = readonly {
  readonly role: BatchRole;
  readonly batchSize: number;
  readonly examples: readonly EncodedExample[];
}[];

/** Moving rows between the layouts costs about as much as computing a tenth of them. */
const worthwhileShare = 0.92;

/**
 * Adds to each bucket the most real tokens that any of the steps to come has in it. The steps are known beforehand, because the
 * order of the data is; so no batch exceeds its shape, and a resumed training has the same shapes.
 */
export function addDenseTokens(buckets: readonly Bucket[], steps: Iterable<DrawnBatches>): StepShape[] {
  const most = buckets.map(() => new Map<BatchRole, { tokens: number; padded: number }>());
  for (const drawn of steps) {
    const fitting = bucketFor(
      buckets,
      drawn.flatMap(({ examples }) => examples),
    );
    const found = most[buckets.indexOf(fitting)];
    for (const { role, batchSize, examples } of drawn) {
      const tokens = examples.reduce((sum, { ids }) => sum + ids.length, 0);
      found.set(role, { tokens: Math.max(tokens, found.get(role)?.tokens ?? 0), padded: batchSize * fitting.length });
    }
  }
  return buckets.map((bucket, index) => ({
    ...bucket,
    denseTokens: Object.fromEntries(
      [...most[index]]
        .map(([role, { tokens, padded }]) => [role, roundUp(tokens), padded] as const)
        .filter(([, tokens, padded]) => tokens <= worthwhileShare * padded),
    ),
  }));
}

/** To eight rows, or about 3 % where there are many, so that trainings on like data share their compiled code. */
function roundUp(tokens: number): number {
  const multiple = Math.max(8, 2 ** Math.floor(Math.log2(Math.max(1, tokens / 32))));
  return Math.ceil(tokens / multiple) * multiple;
}
