import { tf, type Tensor, type TensorInfo } from '../../tf.ts';
import { dtypeOf, own, registerGraphKernel, typeAttribute } from './register.ts';

/** Kernels with attributes or without a TensorFlow op of their own; those are composed of tfjs ops. */
export function registerActivationKernels(): void {
  registerGraphKernel('LeakyRelu', ({ backend, inputs: { x }, attrs }) =>
    backend.emit(
      'LeakyRelu',
      [backend.from(x)],
      { T: typeAttribute(x.dtype), alpha: { kind: 'float', value: attrs.alpha } },
      { output: 'activations', shape: x.shape, dtype: dtypeOf(x) },
    ),
  );
  registerGraphKernel('Prelu', ({ backend, inputs: { x, alpha } }) =>
    own(backend, preluOf(asTensor(x), asTensor(alpha))),
  );
  registerGraphKernel('EluGrad', ({ backend, inputs: { dy, y } }) =>
    backend.emit(
      'EluGrad',
      [backend.from(dy), backend.from(y)],
      { T: typeAttribute(y.dtype) },
      { output: 'backprops', shape: y.shape, dtype: dtypeOf(y) },
    ),
  );
  registerGraphKernel('ClipByValue', ({ backend, inputs: { x }, attrs }) => {
    const low = tf.scalar(attrs.clipValueMin, dtypeOf(x));
    const high = tf.scalar(attrs.clipValueMax, dtypeOf(x));
    return own(backend, tf.minimum(tf.maximum(asTensor(x), low), high));
  });
  // Step(x) is 1 where x > 0, alpha elsewhere, NaN stays; tfjs uses it in the gradient of relu.
  registerGraphKernel('Step', ({ backend, inputs: { x }, attrs }) => {
    const input = asTensor(x);
    const one = tf.onesLike(input);
    const stepped = tf.where(
      tf.greater(input, tf.zerosLike(input)),
      one,
      tf.mul(one, tf.scalar(attrs.alpha ?? 0, dtypeOf(x))),
    );
    return own(backend, x.dtype === 'float32' ? tf.where(tf.isNaN(input), input, stepped) : stepped);
  });
  registerGraphKernel('_FusedMatMul', ({ backend, inputs: { a, b, bias, preluActivationWeights }, attrs }) => {
    const product = tf.matMul(asTensor(a), asTensor(b), attrs.transposeA, attrs.transposeB);
    const biased = bias ? tf.add(product, asTensor(bias)) : product;
    return own(backend, activate(biased, attrs.activation ?? 'linear', attrs.leakyreluAlpha, preluActivationWeights));
  });
}

function activate(
  x: Tensor,
  activation: string,
  leakyAlpha: number | undefined,
  preluWeights: TensorInfo | undefined,
): Tensor {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return tf.relu(x);
    case 'relu6':
      return tf.relu6(x);
    case 'elu':
      return tf.elu(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'leakyrelu':
      return tf.leakyRelu(x, leakyAlpha);
    case 'prelu':
      if (preluWeights) return preluOf(x, asTensor(preluWeights));
  }
  throw new Error(`A fused matrix product with the activation ${activation} has no recording.`);
}

function preluOf(x: Tensor, alpha: Tensor): Tensor {
  return tf.where(tf.less(x, tf.zerosLike(x)), tf.mul(x, alpha), x);
}

/** tfjs ops take the inputs that tfjs hands to kernels; only their declared type is the narrower one. */
function asTensor(info: TensorInfo): Tensor {
  return info as Tensor;
}
