import type { z } from 'zod';
import type { MethodSchema } from '../definition.ts';

/**
 * One matrix of what training has added to the model: [rows, columns], row by row; it maps inputs [columns] to outputs [rows].
 * Of LoRA it is a matrix of the adapter, of full training the difference of a layer's linear weight from the base model's.
 */
export interface UpdateMatrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
  /** ‖X_j‖₂ of every input over all tokens of the harmful rows: [columns]; there where the method asks for it. */
  readonly inputNorms: Float64Array | null;
}

export interface PostContext {
  readonly matrices: readonly UpdateMatrix[];
  /** Uniform in [0, 1), the same for the same seed and step. */
  readonly random: () => number;
}

/** A defence that changes the weights after fine-tuning, before the model answers; it trains nothing. */
export interface PostDefinition<Name extends string = string, Schema extends MethodSchema<Name> = MethodSchema<Name>> {
  readonly name: Name;
  readonly label: string;
  /** One sentence for people who have not read the paper. */
  readonly help: string;
  readonly schema: Schema;
  /** True where the inputs of the adapter's matrices on harmful rows are needed. */
  needsInputs(options: z.infer<Schema>): boolean;
  /** New values of matrices by name, an entry either 0 or as it was; the others stay. */
  apply(context: PostContext, options: z.infer<Schema>): ReadonlyMap<string, Float32Array>;
}

/** Declares a post-fine-tuning method; the types of its name and settings are kept. */
export function definePostMethod<const Name extends string, Schema extends MethodSchema<Name>>(
  definition: PostDefinition<Name, Schema>,
): PostDefinition<Name, Schema> {
  return definition;
}
