import * as tf from '@tensorflow/tfjs-core';

/**
 * Replaces the gradients of Sum and Mean, which in tfjs multiply with ones of the input's shape: an array as large as
 * the activations, made in JavaScript for every sum, by which recording a 7B model would take minutes.
 */
export function registerLeanGradients(): void {
  tf.registerGradient({
    kernelName: 'Sum',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({ x: () => spread(dy as tf.Tensor, x, attrs['axis'] as Axes) }),
  }); // one output; tfjs's own attribute
  tf.registerGradient({
    kernelName: 'Mean',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attrs) => ({
      x: () => {
        const sum = dy as tf.Tensor; // one output
        return spread(tf.mul(sum, tf.scalar(sum.size / x.size)), x, attrs['axis'] as Axes); // tfjs's own attribute
      },
    }),
  });
}

type Axes = number | number[] | null | undefined;

/** `dy` with its summed axes put back, broadcast to the shape of `x`. */
function spread(dy: tf.Tensor, x: tf.Tensor, axis: Axes): tf.Tensor {
  const summed = new Set(tf.util.parseAxisParam(axis ?? x.shape.map((_, index) => index), x.shape));
  const kept = x.shape.map((size, index) => (summed.has(index) ? 1 : size));
  return tf.broadcastTo(tf.reshape(dy, kept), x.shape);
}
