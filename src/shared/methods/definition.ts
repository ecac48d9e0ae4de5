import type { z } from 'zod';
import type { BatchRole, StepContext, StepResult } from './step-context.ts';
import type { TensorLike, Vector } from './tensor-math.ts';

export type MethodStage = 'align' | 'attack';

/** `harmful`: the defender's harmful set, in the alignment; `guide`: safe data, in the attack. */
export type ExtraData = 'harmful' | 'guide';

/** Rows of each batch beyond the training batch; `train` is as many as that has. */
export type ExtraBatches = Partial<Record<ExtraData, number | 'train'>>;

/** A strict object with the discriminator `name` and the method's own settings. */
export type MethodSchema<Name extends string = string> = z.ZodObject<{ name: z.ZodLiteral<Name> }>;

type Names = Readonly<Record<string, string>>;

/** One method that trains: what it is called, where it applies, its settings, the batches it draws, and its step. The trainer does everything else. */
export interface MethodDefinition<
  Name extends string = string,
  Stages extends readonly MethodStage[] = readonly MethodStage[],
  Schema extends MethodSchema<Name> = MethodSchema<Name>,
  Diagnostics extends Names = Names,
> {
  readonly name: Name;
  readonly label: string;
  /** One sentence for people who have not read the paper. */
  readonly help: string;
  readonly stages: Stages;
  /** Data sets beyond the one that is trained on; a stage without them does not depend on them. */
  readonly uses: readonly ExtraData[];
  readonly allowsAccumulation: boolean;
  /** True for a method that goes on from the aligned adapter and means nothing on a fresh one. */
  readonly needsSingleLora?: boolean;
  /** How often a batch goes through the model, forward and back, in one step, by role; once where nothing is said. Forecasts of time use it. */
  passes?(options: z.infer<Schema>): Readonly<Partial<Record<BatchRole, number>>>;
  readonly schema: Schema;
  /** Names and meaning of what a step reports, in display order. */
  readonly diagnostics: Diagnostics;
  /** Rows of each batch beyond the training batch. */
  extraBatches?(options: z.infer<Schema>): ExtraBatches;
  /** The values of `StepContext.scalar`. */
  scalars?(options: z.infer<Schema>): Readonly<Record<string, number>>;
  /** Numbers that change from step to step; `done` optimizer steps of `total` are over. */
  stepScalars?(options: z.infer<Schema>, done: number, total: number): Readonly<Record<string, number>>;
  /** True where row i of the harmful set belongs to row i of the training set, so that they are drawn together. */
  isPaired?(options: z.infer<Schema>): boolean;
  /** Tensors shaped as the weights that are kept between steps and in resume points, and what they are at first. */
  readonly anchors?: Readonly<Record<string, 'weights' | 'zeros'>>;
  /** What is done once with every batch of one pass over a data set, before the first step; it gives new values of anchors. */
  readonly prepare?: {
    readonly role: BatchRole;
    step<T extends TensorLike>(context: StepContext<T>): Readonly<Record<string, Vector<T>>>;
  };
  /**
   * One step. Of `options` only what decides its structure may be read, such as a choice or a number of passes: every value of
   * those is compiled anew. Numbers come from `context.scalar`.
   */
  step<T extends TensorLike>(context: StepContext<T>, options: z.infer<Schema>): StepResult<T>;
}

/** Declares a method; the types of its name, stages and settings are kept. */
export function defineMethod<
  const Name extends string,
  const Stages extends readonly MethodStage[],
  Schema extends MethodSchema<Name>,
  const Diagnostics extends Names,
>(
  definition: MethodDefinition<Name, Stages, Schema, Diagnostics>,
): MethodDefinition<Name, Stages, Schema, Diagnostics> {
  return definition;
}
