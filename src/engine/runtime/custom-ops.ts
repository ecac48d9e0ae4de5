import { type GraphBackend, graphBackendName } from './graph/graph-backend.ts';
import { typeAttribute } from './graph/kernels/register.ts';
import { tf, type Tensor } from './tf.ts';

/**
 * Uniform random numbers in [0, 1) that are a function of the seed alone: int32 tensor [2], normally (run seed, step).
 * The compiled executor draws them with TensorFlow's Philox, the eager one with a generator of ours: same law, other numbers.
 */
export function statelessUniform(seed: Tensor, shape: readonly number[]): Tensor {
  return tf.engine().runKernel('StatelessUniform', { seed }, { shape: [...shape] }) as Tensor; // our kernel gives one tensor
}

/** Standard normal numbers as a function of the seed alone (Box–Muller over `statelessUniform`); seed int32 [2]. */
export function statelessNormal(seed: Tensor, shape: readonly number[]): Tensor {
  // 1 − u is never 0, whose logarithm would be infinite.
  const radius = tf.sqrt(tf.mul(tf.scalar(-2), tf.log(tf.sub(tf.scalar(1), statelessUniform(seed, shape)))));
  const other = statelessUniform(tf.add(seed, tf.tensor1d([0x01000193, 0], 'int32')), shape);
  return tf.mul(radius, tf.cos(tf.mul(tf.scalar(2 * Math.PI), other)));
}

/** `target` with `update` written over the rows that start at `start` (int32 tensor, one entry per axis); same rank, not differentiable. */
export function dynamicUpdate(target: Tensor, update: Tensor, start: Tensor): Tensor {
  return tf.engine().runKernel('DynamicUpdate', { target, update, start }, {}) as Tensor; // our kernel gives one tensor
}

let isRegistered = false;

/** Registers the ops that tfjs lacks, for the graph backend and for the eager ones. */
export function registerCustomOps(): void {
  if (isRegistered) return;
  isRegistered = true;
  tf.registerKernel({
    kernelName: 'StatelessUniform',
    backendName: graphBackendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const graph = backend as GraphBackend; // kernels receive the backend they were registered for
      const shape = (attrs as { shape: number[] }).shape; // set by statelessUniform alone
      return graph.emit(
        'StatelessRandomUniform',
        [graph.recorder.int32(shape), graph.from(inputs['seed'] as Tensor)],
        { dtype: typeAttribute('float32'), T: typeAttribute('int32'), Tseed: typeAttribute('int32') },
        { output: 'output', shape, dtype: 'float32' },
      );
    },
  });
  tf.registerKernel({
    kernelName: 'DynamicUpdate',
    backendName: graphBackendName,
    kernelFunc: ({ inputs, backend }) => {
      const graph = backend as GraphBackend; // kernels receive the backend they were registered for
      const target = inputs['target'] as Tensor;
      return graph.emit(
        'XlaDynamicUpdateSlice',
        [graph.from(target), graph.from(inputs['update'] as Tensor), graph.from(inputs['start'] as Tensor)],
        { T: typeAttribute(target.dtype), Tindices: typeAttribute('int32') },
        { output: 'output', shape: target.shape, dtype: target.dtype as 'float32' | 'int32' },
      );
    },
  });
  for (const backendName of ['cpu', 'tensorflow']) {
    tf.registerKernel({
      kernelName: 'StatelessUniform',
      backendName,
      kernelFunc: ({ inputs, attrs }) => eagerUniform(inputs['seed'] as Tensor, (attrs as { shape: number[] }).shape), // set by statelessUniform alone
    });
    tf.registerKernel({
      kernelName: 'DynamicUpdate',
      backendName,
      kernelFunc: ({ inputs }) =>
        eagerUpdate(inputs['target'] as Tensor, inputs['update'] as Tensor, inputs['start'] as Tensor),
    });
  }
}

function eagerUniform(seed: Tensor, shape: number[]): Tensor {
  const [run, step] = tf.engine().makeTensorFromTensorInfo(seed).dataSync();
  // The mixing function is splitmix32: every output bit depends on every bit of seed, step and index.
  const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, index) => {
    const mixed = mix32(mix32(mix32(run) ^ step) ^ index);
    return (mixed >>> 8) / 2 ** 24;
  });
  return tf.tensor(values, shape);
}

function mix32(value: number): number {
  let mixed = (value + 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

function eagerUpdate(target: Tensor, update: Tensor, start: Tensor): Tensor {
  const engine = tf.engine();
  const [whole, part, offsets] = [target, update, start].map((info) => engine.makeTensorFromTensorInfo(info));
  // XLA clamps the start so that the update fits; the eager op must agree.
  const begin = [...offsets.dataSync()].map((offset, axis) =>
    Math.max(0, Math.min(offset, whole.shape[axis] - part.shape[axis])),
  );
  const paddings = begin.map(
    (offset, axis) => [offset, whole.shape[axis] - part.shape[axis] - offset] as [number, number],
  );
  const mask = tf.pad(tf.onesLike(part), paddings);
  return tf.where(tf.cast(mask, 'bool'), tf.pad(part, paddings), whole);
}
