import type { ExtraData } from './definition.ts';
import type { TensorLike, TensorMath, Vector } from './tensor-math.ts';

/** The batches of one step: `train` is the data set that is learned, the others are what the method uses beside it. */
export type BatchRole = 'train' | ExtraData;

/** One of two batches of the same shape, by a scalar: `yes` where it is 1, `no` where it is 0. */
export interface BatchChoice<T> {
  readonly flag: T;
  readonly yes: BatchRole;
  readonly no: BatchRole;
}

export interface LossAndGradient<T> {
  readonly loss: T;
  /** One tensor per trainable weight, in the order of `StepContext.weights`. */
  readonly gradient: Vector<T>;
}

/** Where a loss is taken; w, no shift and all rows unless said otherwise. */
export interface Place<T> {
  readonly weights?: Vector<T>;
  /** Added to the outputs of the attention blocks: one tensor [batch·length, hidden] per layer. */
  readonly attentionShift?: Vector<T>;
  /** First row and number of rows of the batch. */
  readonly rows?: readonly [first: number, count: number];
}

/** A forward pass over all positions of a batch, with what happens inside. */
export interface WholePass<T> {
  /** Outputs of the layers' feed-forward parts: [batch·length, hidden] each. */
  readonly feedForward: readonly T[];
  /** The states before the first layer and after each one: [batch·length, hidden] each, not normed. */
  readonly states: readonly T[];
  /** The final norm of a state. */
  normed(state: T): T;
  /**
   * Mean cross-entropy of a state, read out through final norm and output layer, over those labels of the batch whose token
   * counts: `counts` is [batch, length], 1 or 0 per token; without it all labels count. `targets`, [batch, length] too, are ids that
   * are learned in place of the tokens; those past the vocabulary count as its last one.
   */
  labelLoss(state: T, counts?: T, targets?: T): T;
  /** Mean entropy of the next-token distribution at the labels, in nats, read out of a state in the same way. */
  labelEntropy(state: T): T;
}

/** A loss to differentiate, and scalars to report. */
export interface MadeLoss<T> {
  readonly loss: T;
  readonly values: Readonly<Record<string, T>>;
}

/** What a method's step can use. Everything is recorded into one compiled call, so it has no values to look at. */
export interface StepContext<T extends TensorLike> {
  readonly math: TensorMath<T>;
  /** The trainable weights w. */
  readonly weights: Vector<T>;
  /** Mean token cross-entropy of a batch and its gradient by the weights. */
  lossAndGradient(batch: BatchRole | BatchChoice<T>, place?: Place<T>): LossAndGradient<T>;
  /** The loss at w and its gradient by the outputs of the attention blocks; positions of padding have none. */
  lossAndHiddenGradient(batch: BatchRole): LossAndGradient<T>;
  /** The gradient of a scalar that `make` builds from a whole forward pass, with the other scalars it made on the way. */
  gradientOf(
    batch: BatchRole,
    make: (pass: WholePass<T>) => MadeLoss<T>,
    place?: Omit<Place<T>, 'attentionShift'>,
  ): LossAndGradient<T> & Pick<MadeLoss<T>, 'values'>;
  /** A forward pass without a gradient. */
  wholePass(batch: BatchRole, place?: Omit<Place<T>, 'attentionShift'>): WholePass<T>;
  /** Token ids of a batch, [batch, length], and where they are real: 1, or 0 for padding. */
  tokens(batch: BatchRole): { readonly ids: T; readonly isReal: T };
  /** Shapes of the outputs of the attention blocks, one per layer. */
  attentionShapes(batch: BatchRole): readonly (readonly number[])[];
  /** Standard normal numbers, others at each call and in each step, the same for the same seed and step. */
  normal(shape: readonly number[]): T;
  /** Weights that the method keeps between steps, by the names in its `anchors`. */
  anchor(name: string): Vector<T>;
  /** One of the method's `scalars` or `stepScalars`, fed on every call: one compile serves every value. */
  scalar(name: string): T;
}

export interface StepResult<T> {
  /** The gradient to apply, before clipping. */
  readonly gradient: Vector<T>;
  /** Scalars by the names that the method declares under `diagnostics`. */
  readonly diagnostics: Readonly<Record<string, T>>;
  /** New values of anchors; the others stay. */
  readonly anchors?: Readonly<Record<string, Vector<T>>>;
}
