import { AppError } from '../../shared/errors.ts';
import { createRandom, deriveSeed, shuffle } from './random.ts';

/** Where in the data a training loop stands: `offset` examples of epoch `epoch` (from 0) have been handed out. */
export interface BatchPosition {
  readonly epoch: number;
  readonly offset: number;
}

export interface BatchOrderOptions {
  /** Number of examples, at least 1. */
  readonly count: number;
  readonly batchSize: number;
  readonly seed: number;
  /** A new random order in each epoch; otherwise the order of the data every time. */
  readonly shuffle: boolean;
}

/** An endless sequence of batches; the last batch of an epoch holds what is left, as in the reference. */
export interface BatchOrder {
  /** Batches in one epoch, the smaller last one included. */
  readonly batchesPerEpoch: number;
  /** Indices of the next batch's examples. */
  next(): Int32Array;
  getPosition(): BatchPosition;
  /** Goes on from a saved position. Errors: `data/bad-position`. */
  restore(position: BatchPosition): void;
}

/** The order in which a loop sees its examples. Each epoch's order depends on (seed, epoch) alone, so restoring replays nothing. */
export function createBatchOrder(options: BatchOrderOptions): BatchOrder {
  const { count, batchSize } = options;
  if (!(count >= 1 && batchSize >= 1)) throw new Error(`No batches of ${batchSize} from ${count} examples.`);
  let position: BatchPosition = { epoch: 0, offset: 0 };
  let order = createEpochOrder(options, 0);

  function moveTo(next: BatchPosition): void {
    if (next.epoch !== position.epoch) order = createEpochOrder(options, next.epoch);
    position = next;
  }

  return {
    batchesPerEpoch: countBatches(options),
    next() {
      const batch = order.slice(position.offset, position.offset + batchSize);
      const offset = position.offset + batch.length;
      moveTo(offset < count ? { epoch: position.epoch, offset } : { epoch: position.epoch + 1, offset: 0 });
      return batch;
    },
    getPosition: () => position,
    restore({ epoch, offset }) {
      const isInside =
        Number.isSafeInteger(epoch) && epoch >= 0 && Number.isInteger(offset) && offset >= 0 && offset < count;
      if (!isInside) {
        throw new AppError(
          'data/bad-position',
          `The saved data position (epoch ${epoch}, offset ${offset}) does not fit a data set of ${count} examples; start the stage afresh.`,
        );
      }
      moveTo({ epoch, offset });
    },
  };
}

/** Batches in one epoch, the smaller last one included. */
export function countBatches({ count, batchSize }: Pick<BatchOrderOptions, 'count' | 'batchSize'>): number {
  return Math.ceil(count / batchSize);
}

function createEpochOrder({ count, seed, shuffle: isShuffled }: BatchOrderOptions, epoch: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  if (isShuffled) shuffle(order, createRandom(deriveSeed(seed, `epoch ${epoch}`)));
  return order;
}
