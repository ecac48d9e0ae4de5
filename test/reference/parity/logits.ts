import { hiddenStates, outputLogits } from '../../../src/engine/models/decoder.ts';
import { loadWeights } from '../../../src/engine/models/load-weights.ts';
import { readModelConfig } from '../../../src/engine/models/registry.ts';
import { modelVariables, weightSource } from '../../../src/engine/models/trainables.ts';
import { createCompiledExecutor } from '../../../src/engine/runtime/compiled-executor.ts';
import type { Values } from '../../../src/engine/runtime/program.ts';
import type { Trainable } from '../../../src/shared/settings/model.ts';
import { relativeError } from '../../support/reference.ts';

export interface LogitsOptions {
  readonly folder: string;
  readonly trainable: Trainable;
  /** Trained weights; those of a full model that are not named stay as the folder has them. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Right-padded rows of one length. */
  readonly inputIds: readonly (readonly number[])[];
}

/** The compiled engine's logits in float32, [rows, length, vocabulary] as a flat array. */
export function computeLogits({ folder, trainable, weights, inputIds }: LogitsOptions): Values {
  const config = readModelConfig(folder);
  const [batch, length] = [inputIds.length, inputIds[0].length];
  const { frozen, trained } = modelVariables(config, trainable, 'float32');
  const names = trained.map(({ name }) => name);
  const executor = createCompiledExecutor({
    variables: [...frozen, ...trained],
    functions: [
      {
        name: 'logits',
        inputs: {
          ids: { shape: [batch, length], dtype: 'int32' },
          positions: { shape: [batch * length], dtype: 'int32' },
        },
        build(scope, { ids, positions }) {
          const source = weightSource({ config, trainable, scope, names });
          return { logits: outputLogits(config, source, hiddenStates(config, source, ids, positions)) };
        },
      },
    ],
  });
  try {
    loadWeights(executor, folder, trainable.kind === 'full' ? [...frozen, ...trained] : frozen);
    executor.write(weights);
    const { logits } = executor.call('logits', {
      ids: Int32Array.from(inputIds.flat()),
      positions: Int32Array.from({ length: batch * length }, (_, index) => index),
    });
    return logits;
  } finally {
    executor.dispose();
  }
}

/** Relative distance of two sets of logits over the positions that are not padding. */
export function compareLogits(
  ours: Values,
  theirs: Float32Array | undefined,
  { inputIds, lengths }: { readonly inputIds: readonly (readonly number[])[]; readonly lengths: readonly number[] },
): number {
  if (theirs?.length !== ours.length)
    throw new Error(`${ours.length} logits are ours, ${theirs?.length} the reference's`);
  const length = inputIds[0].length;
  const vocabulary = ours.length / inputIds.length / length;
  const pickReal = (logits: Values): Float32Array[] =>
    lengths.map((real, row) =>
      Float32Array.from(logits.subarray(row * length * vocabulary, (row * length + real) * vocabulary)),
    );
  const flatten = (rows: readonly Float32Array[]): number[] => rows.flatMap((row) => [...row]);
  return relativeError(flatten(pickReal(ours)), flatten(pickReal(theirs)));
}
