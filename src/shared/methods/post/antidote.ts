import { z } from 'zod';
import { setting } from '../../settings/setting.ts';
import { type UpdateMatrix, definePostMethod } from './definition.ts';

/**
 * Antidote (paper.md 2.8): in every output row of every matrix of the update the part `denseRatio` of the entries that score highest
 * is set to 0, with the score of Wanda, |W_ij|·‖X_j‖₂, X the matrix's inputs on harmful rows.
 */
export const antidote = definePostMethod({
  name: 'antidote',
  label: 'Antidote',
  help: 'Takes back those parts of the trained update that matter most for harmful answers; nothing is trained.',
  schema: z.strictObject({
    name: z.literal('antidote'),
    denseRatio: setting(z.number().min(0).max(1).default(0.1), {
      label: 'Pruned part',
      help: 'Part of the entries of every row of a matrix of the update that is set to zero, rounded down.',
    }),
    choose: setting(z.enum(['wanda', 'random']).default('wanda'), {
      label: 'Pruned by',
      help: 'wanda: the entries that count most on harmful rows, weight times size of the input; random: any, an ablation.',
    }),
  }),
  needsInputs: ({ choose }) => choose === 'wanda',
  apply({ matrices, random }, { denseRatio, choose }) {
    return new Map(
      matrices.map((matrix) => {
        const count = Math.floor(matrix.columns * denseRatio);
        const values = Float32Array.from(matrix.values);
        for (let row = 0; row < matrix.rows; row++) {
          const scores =
            choose === 'wanda' ? scoreRow(matrix, row) : Float64Array.from({ length: matrix.columns }, random);
          for (const column of findLargest(scores, count)) values[row * matrix.columns + column] = 0;
        }
        return [matrix.name, values];
      }),
    );
  },
});

function scoreRow({ name, values, columns, inputNorms }: UpdateMatrix, row: number): Float64Array {
  if (!inputNorms) throw new Error(`The inputs of ${name} were not measured.`);
  return inputNorms.map((norm, column) => Math.abs(values[row * columns + column]) * norm);
}

/** Places of the largest values, of equal ones the first. */
function findLargest(values: Float64Array, count: number): number[] {
  const order = [...values.keys()].sort((left, right) => values[right] - values[left] || left - right);
  return order.slice(0, count);
}
