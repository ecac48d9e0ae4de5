import {
  type BatchOrder,
  type BatchOrderOptions,
  type BatchPosition,
  type BatchShape,
  bucketFor,
  chooseBuckets,
  collate,
  createBatchOrder,
  deriveSeed,
  type EncodedExample,
  type PackedBatch,
} from '../data/index.ts';
import type { BatchRole } from '../methods/index.ts';
import { addDenseTokens, type DrawnBatches, type StepShape } from './dense-tokens.ts';

export interface RoleData {
  readonly examples: readonly EncodedExample[];
  readonly batchSize: number;
}

export interface BatchSourceOptions {
  readonly roles: Readonly<Partial<Record<BatchRole, RoleData>>>;
  readonly seed: number;
  readonly shuffle: boolean;
  readonly padId: number;
  /** Draws the harmful batch at the places of the training batch; both then have equally many rows. */
  readonly isPaired?: boolean;
  /** How many times `next` will be called; known, batches are computed without their padding. */
  readonly drawCount?: number | undefined;
}

export type BatchPositions = Partial<Record<BatchRole, BatchPosition>>;

/** The batches of a training, step by step; each role has its own seeded order. */
export interface BatchSource {
  readonly buckets: readonly StepShape[];
  readonly batchesPerEpoch: number;
  /** Batches of one step, packed into the smallest bucket that holds all of them. */
  next(): { bucket: number; batches: Partial<Record<BatchRole, PackedBatch>>; tokenCount: number };
  /** Epochs of the training batch passed so far, as a fraction. */
  epoch(): number;
  /** Every batch of one role once, in the order of its file; the step's own order stays where it is. */
  passOver(role: BatchRole): Iterable<{ readonly bucket: number; readonly batch: PackedBatch }>;
  getPositions(): BatchPositions;
  restore(positions: BatchPositions): void;
}

/** Up to this length padding is cheap and each further bucket costs a compilation of seconds. */
const longestForOneBucket = 64;

/** The order in which a training sees the examples of a role; each role's own random numbers come from the stage's seed. */
export function createRoleOrder(role: BatchRole, options: BatchOrderOptions): BatchOrder {
  return createBatchOrder({ ...options, seed: deriveSeed(options.seed, `order ${role}`) });
}

export function createBatchSource(options: BatchSourceOptions): BatchSource {
  const { seed, shuffle, padId } = options;
  const roles = Object.entries(options.roles) as [BatchRole, RoleData][]; // keys of a record over BatchRole
  const startOrders = () =>
    roles.map(([role, { examples, batchSize }]) => ({
      role,
      examples,
      batchSize,
      order: createRoleOrder(options.isPaired ? 'train' : role, { count: examples.length, batchSize, seed, shuffle }),
    }));
  const orders = startOrders();
  const train = orders.find(({ role }) => role === 'train');
  if (!train) throw new Error('A training needs a training batch.');
  const all = orders.flatMap(({ examples }) => examples);
  const longest = all.reduce((length, { ids }) => Math.max(length, ids.length), 0);
  const plainBuckets = chooseBuckets(all, {
    batchSize: orders.reduce((sum, { batchSize }) => sum + batchSize, 0),
    multiple: longest <= longestForOneBucket ? 2 : 8,
    maxBuckets: longest <= longestForOneBucket ? 1 : 3,
  });
  const buckets = addDenseTokens(plainBuckets, drawAhead(startOrders(), options.drawCount ?? 0));
  return {
    buckets,
    batchesPerEpoch: train.order.batchesPerEpoch,
    next() {
      const drawn = draw(orders);
      const fitting = bucketFor(
        buckets,
        drawn.flatMap(({ examples }) => examples),
      );
      const packed = drawn.map(
        ({ role, batchSize, examples }) =>
          [role, collate(examples, { ...shapeOf(fitting, batchSize, role), padId })] as const,
      );
      return {
        bucket: buckets.indexOf(fitting),
        batches: Object.fromEntries(packed),
        tokenCount: packed.reduce((sum, [, batch]) => sum + batch.tokenCount, 0),
      };
    },
    epoch() {
      const { epoch, offset } = train.order.getPosition();
      return epoch + offset / train.examples.length;
    },
    *passOver(role) {
      const found = orders.find((one) => one.role === role);
      if (!found) throw new Error(`There is no ${role} data to pass over.`);
      const { examples, batchSize } = found;
      for (let first = 0; first < examples.length; first += batchSize) {
        const rows = examples.slice(first, first + batchSize);
        const fitting = bucketFor(buckets, rows);
        yield { bucket: buckets.indexOf(fitting), batch: collate(rows, { ...shapeOf(fitting, batchSize), padId }) };
      }
    },
    getPositions: () => Object.fromEntries(orders.map(({ role, order }) => [role, order.getPosition()])),
    restore(positions) {
      for (const { role, order } of orders) {
        const position = positions[role];
        if (position) order.restore(position);
      }
    },
  };
}

interface RoleOrder extends RoleData {
  readonly role: BatchRole;
  readonly order: BatchOrder;
}

function draw(orders: readonly RoleOrder[]): DrawnBatches {
  return orders.map(({ role, order, examples, batchSize }) => ({
    role,
    batchSize,
    examples: [...order.next()].map((index) => examples[index]),
  }));
}

function* drawAhead(orders: readonly RoleOrder[], count: number): Iterable<DrawnBatches> {
  for (let step = 0; step < count; step++) yield draw(orders);
}

/** The shape of a batch in a bucket: with a role as a step takes it, else with its padding. */
function shapeOf({ length, labelSlots, denseTokens }: StepShape, batchSize: number, role?: BatchRole): BatchShape {
  const dense = role && denseTokens?.[role];
  return { batchSize, length, labelSlots, ...(dense === undefined ? {} : { denseTokens: dense }) };
}
