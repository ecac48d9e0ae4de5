import type { FunctionSpec, Scope } from '../runtime/program.ts';
import { tf, type Tensor } from '../runtime/tf.ts';
import type { DecoderConfig } from './config.ts';
import { layerStates } from './decoder.ts';
import type { WeightSource } from './weights.ts';

export const inputNormsName = 'inputNorms';

/**
 * A function from `ids` [rows, length] and `isReal` [rows, length] (1 or 0) to Σ x_j² over the real tokens, one vector per
 * matrix under its name: the squared ‖X_j‖₂ of Wanda.
 */
export function inputNormsFunction(options: {
  readonly config: DecoderConfig;
  /** Names of adapter matrices, or of the weights of linear layers. */
  readonly matrices: readonly string[];
  readonly rows: number;
  readonly length: number;
  sourceOf(scope: Scope): WeightSource;
}): FunctionSpec {
  const { config, rows, length } = options;
  const wanted = new Set(options.matrices);
  return {
    name: inputNormsName,
    inputs: {
      ids: { shape: [rows, length], dtype: 'int32' },
      isReal: { shape: [rows, length], dtype: 'float32' },
    },
    build(scope, { ids, isReal }) {
      const counts = tf.reshape(isReal, [-1, 1]);
      const sums: Record<string, Tensor> = {};
      const observe = (matrix: string, inputs: Tensor): void => {
        if (wanted.has(matrix)) sums[matrix] = tf.sum(tf.mul(tf.square(inputs), counts), 0);
      };
      layerStates(config, { ...options.sourceOf(scope), observe }, ids);
      return sums;
    },
  };
}
