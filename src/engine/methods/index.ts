import { type ExtraBatches, getMethod, type Method, type MethodDefinition } from '../../shared/methods/index.ts';
import type { BatchRole, StepContext, StepResult } from '../../shared/methods/step-context.ts';
import type { Tensor } from '../runtime/tf.ts';

export type { BatchChoice, BatchRole } from '../../shared/methods/step-context.ts';
export { tensorMath } from './tensor-math.ts';

/** A method made ready for one run: its definition with the options filled in. */
export interface BoundMethod {
  readonly name: string;
  readonly extraBatches: ExtraBatches;
  readonly scalars: Readonly<Record<string, number>>;
  /** Names of the method's anchors, and what they are at first. */
  readonly anchors: Readonly<Record<string, 'weights' | 'zeros'>>;
  /** What is done with every batch of a role before the first step; null where nothing is. */
  readonly prepare: MethodDefinition['prepare'] | null;
  /** The harmful batch has the rows of the training batch's places. */
  readonly isPaired: boolean;
  /** What is fed beside `scalars` when `done` optimizer steps of `total` are over. */
  stepScalars(done: number, total: number): Readonly<Record<string, number>>;
  step(context: StepContext<Tensor>): StepResult<Tensor>;
}

/** Pairs parsed options with their definition. */
export function bindMethod(options: Method): BoundMethod {
  const definition = getMethod(options.name);
  return {
    name: definition.name,
    extraBatches: definition.extraBatches?.(options) ?? {},
    scalars: definition.scalars?.(options) ?? {},
    anchors: definition.anchors ?? {},
    prepare: definition.prepare ?? null,
    isPaired: definition.isPaired?.(options) ?? false,
    stepScalars: (done, total) => definition.stepScalars?.(options, done, total) ?? {},
    step: (context) => definition.step(context, options),
  };
}

/** Rows of each batch of a step, the training batch included. */
export function listBatchSizes(method: BoundMethod, trainSize: number): Partial<Record<BatchRole, number>> {
  const extra = Object.entries(method.extraBatches).map(([role, size]) => [role, size === 'train' ? trainSize : size]);
  return { train: trainSize, ...Object.fromEntries(extra) };
}
