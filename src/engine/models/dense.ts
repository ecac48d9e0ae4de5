import { tf, type Tensor } from '../runtime/tf.ts';

/**
 * Two layouts of the same tokens: padded rows [batch·length, …], which attention needs, and dense rows [tokens, …] without the padding,
 * on which everything works that looks at one token at a time. An index of −1 stands for no row.
 */
export interface DenseLayout {
  /** For each dense row its place among the padded ones: int32 [tokens], −1 where the row only fills up. */
  readonly positions: Tensor;
  /** For each padded row its place among the dense ones: int32 [batch·length], −1 where it is padding. */
  readonly sources: Tensor;
}

/** The dense rows [tokens, size] of padded ones [batch·length, size]; rows that only fill up are zero. */
export function toDense(layout: DenseLayout | null, padded: Tensor): Tensor {
  return layout ? moveRows(padded, layout.positions, layout.sources) : padded;
}

/** The padded rows [batch·length, size] of dense ones [tokens, size]; padding is zero. */
export function toPadded(layout: DenseLayout | null, dense: Tensor): Tensor {
  return layout ? moveRows(dense, layout.sources, layout.positions) : dense;
}

/** Where padded rows stand among the dense ones; `indices` (int32) must be of real tokens, others give the first row. */
export function denseIndices(layout: DenseLayout | null, indices: Tensor): Tensor {
  return layout ? tf.relu(tf.gather(layout.sources, indices)) : indices;
}

/**
 * Row i of the result is row `from[i]`, or zero. `back` is the inverse of `from`, so the gradient is the same kind of move: as the
 * gradient of a gather it would be a sum over indices, which compiled code does one element at a time.
 */
function moveRows(rows: Tensor, from: Tensor, back: Tensor): Tensor {
  const moved = tf.customGrad((input: unknown, keep: unknown) => {
    (keep as (tensors: Tensor[]) => void)([from, back]); // customGrad types its arguments as unknown
    return {
      value: take(input as Tensor, from), // likewise
      gradFunc: (dy: Tensor, [, savedBack]: Tensor[]) => take(dy, savedBack),
    };
  });
  return moved(rows);
}

function take(rows: Tensor, from: Tensor): Tensor {
  const exists = tf.reshape(tf.cast(tf.greaterEqual(from, tf.scalar(0, 'int32')), 'float32'), [-1, 1]);
  return tf.mul(tf.gather(rows, tf.maximum(from, tf.scalar(0, 'int32'))), exists);
}
