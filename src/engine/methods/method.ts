import type { z } from 'zod';
import type { ExtraData, MethodSettings } from '../../shared/methods/index.ts';
import type { Tensor } from '../runtime/tf.ts';

/** The batches of one step: `train` is the data set that is learned, the others are what the method uses beside it. */
export type BatchRole = 'train' | ExtraData;

/** One of two batches of the same shape, by a scalar: `yes` where it is 1, `no` where it is 0. */
export interface BatchChoice {
  readonly flag: Tensor;
  readonly yes: BatchRole;
  readonly no: BatchRole;
}

/** Rows of each batch beyond the training batch; `train` is as many as that has. */
export type ExtraBatches = Partial<Record<ExtraData, number | 'train'>>;

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

/** A forward pass over all positions of a batch, with what happens inside. */
export interface WholePass {
  /** Outputs of the layers' feed-forward parts: [batch·length, hidden] each. */
  readonly feedForward: readonly Tensor[];
  /** The states before the first layer and after each one: [batch·length, hidden] each, not normed. */
  readonly states: readonly Tensor[];
  /** The final norm of a state. */
  normed(state: Tensor): Tensor;
  /**
   * Mean cross-entropy of a state, read out through final norm and output layer, over those labels of the batch whose token
   * counts: `counts` is [batch, length], 1 or 0 per token.
   */
  labelLoss(state: Tensor, counts: Tensor): Tensor;
}

/** A loss to differentiate, and scalars to report. */
export interface MadeLoss {
  readonly loss: Tensor;
  readonly values: Readonly<Record<string, Tensor>>;
}

/** What a method's step can use. Everything is recorded into one compiled call. */
export interface StepContext {
  /** The trainable weights w. */
  readonly weights: readonly Tensor[];
  /** Mean token cross-entropy of a batch and its gradient by the weights. */
  lossAndGradient(batch: BatchRole | BatchChoice, place?: Place): LossAndGradient;
  /** The loss at w and its gradient by the outputs of the attention blocks; positions of padding have none. */
  lossAndHiddenGradient(batch: BatchRole): { readonly loss: Tensor; readonly gradient: HiddenShift };
  /** The gradient at w of a scalar that `make` builds from a whole forward pass, with the other scalars it made on the way. */
  gradientOf(batch: BatchRole, make: (pass: WholePass) => MadeLoss): LossAndGradient & Pick<MadeLoss, 'values'>;
  /** Token ids of a batch, int32 [batch, length], and where they are real: 1, or 0 for padding. */
  tokens(batch: BatchRole): { readonly ids: Tensor; readonly isReal: Tensor };
  /** Standard normal numbers, others at each call and in each step, the same for the same seed and step. */
  normal(shape: readonly number[]): Tensor;
  /** Weights that the method keeps between steps, by the names in its `anchors`. */
  anchor(name: string): readonly Tensor[];
  /** One of the method's `scalars` or `stepScalars`, fed on every call: one compile serves every value. */
  scalar(name: string): Tensor;
}

export interface StepResult {
  /** The gradient to apply, before clipping. */
  readonly gradient: readonly Tensor[];
  /** Scalars by the names that the method's settings declare under `diagnostics`. */
  readonly diagnostics: Readonly<Record<string, Tensor>>;
  /** New values of anchors; the others stay. */
  readonly anchors?: Readonly<Record<string, readonly Tensor[]>>;
}

/** One defence or attack: its settings, the batches it draws, and its step. The trainer does everything else. */
export interface MethodDefinition<Settings extends MethodSettings = MethodSettings> {
  readonly settings: Settings;
  /** Rows of each batch beyond the training batch. */
  extraBatches(options: z.infer<Settings['schema']>): ExtraBatches;
  /** The values of `StepContext.scalar`. */
  scalars(options: z.infer<Settings['schema']>): Readonly<Record<string, number>>;
  /** Numbers that change from step to step; `done` optimizer steps of `total` are over. */
  stepScalars?(options: z.infer<Settings['schema']>, done: number, total: number): Readonly<Record<string, number>>;
  /** True where row i of the harmful set belongs to row i of the training set, so that they are drawn together. */
  isPaired?(options: z.infer<Settings['schema']>): boolean;
  /** Names of copies of the weights that are kept between steps and in resume points; at first the starting weights. */
  readonly anchors?: readonly string[];
  step(context: StepContext): StepResult;
}
