import type { z } from 'zod';
import type { MethodSettings } from '../../shared/methods/index.ts';
import type { Tensor } from '../runtime/tf.ts';

/** The batches of one step: `train` is the data set that is learned, `harmful` the defender's harmful set. */
export type BatchRole = 'train' | 'harmful';

export interface LossAndGradient {
  readonly loss: Tensor;
  /** One tensor per trainable weight, in the order of `StepContext.weights`. */
  readonly gradient: readonly Tensor[];
}

/** One tensor [batch·length, hidden] per layer: what is added to the outputs of the attention blocks, or a gradient by them. */
export type HiddenShift = readonly Tensor[];

/** Where a loss is taken; w and no shift unless said otherwise. */
export interface Place {
  readonly weights?: readonly Tensor[];
  readonly attentionShift?: HiddenShift;
}

/** What a method's step can use. Everything is recorded into one compiled call. */
export interface StepContext {
  /** The trainable weights w. */
  readonly weights: readonly Tensor[];
  /** Mean token cross-entropy of a batch and its gradient by the weights. */
  lossAndGradient(batch: BatchRole, place?: Place): LossAndGradient;
  /** The loss at w and its gradient by the outputs of the attention blocks; positions of padding have none. */
  lossAndHiddenGradient(batch: BatchRole): { readonly loss: Tensor; readonly gradient: HiddenShift };
  /** A numeric setting of the method, as a scalar that is fed on every call: one compile serves every value. */
  scalar(name: string): Tensor;
}

export interface StepResult {
  /** The gradient to apply, before clipping. */
  readonly gradient: readonly Tensor[];
  /** Scalars by the names that the method's settings declare under `diagnostics`. */
  readonly diagnostics: Readonly<Record<string, Tensor>>;
}

/** One defence or attack: its settings, the batches it draws, and its step. The trainer does everything else. */
export interface MethodDefinition<Settings extends MethodSettings = MethodSettings> {
  readonly settings: Settings;
  /** Rows of each batch beyond the training batch. */
  extraBatches(options: z.infer<Settings['schema']>): Partial<Record<Exclude<BatchRole, 'train'>, number>>;
  /** The values of `StepContext.scalar`. */
  scalars(options: z.infer<Settings['schema']>): Readonly<Record<string, number>>;
  step(context: StepContext): StepResult;
}
