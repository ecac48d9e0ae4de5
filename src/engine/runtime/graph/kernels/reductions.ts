import { dtypeOf, emitCast, type KernelCall, normalizeAxes, registerGraphKernel, typeAttribute } from './register.ts';
import type { TensorInfo } from '../../tf.ts';

/** Kernel → name of the attribute that holds the axes. */
const reductions = {
  Sum: 'axis',
  Prod: 'axis',
  Max: 'reductionIndices',
  Min: 'axis',
  All: 'axis',
  Any: 'axis',
} as const;

export function registerReductionKernels(): void {
  for (const [kernel, axisName] of Object.entries(reductions)) {
    registerGraphKernel(kernel, (call) => reduce(call, kernel, call.attrs[axisName]));
  }
  // tfjs gives float32 whatever the input is.
  registerGraphKernel('Mean', (call) => {
    const { x } = call.inputs;
    return reduce(
      { ...call, inputs: { x: x.dtype === 'float32' ? x : emitCast(call.backend, x, 'float32') } },
      'Mean',
      call.attrs.axis,
    );
  });
  for (const kernel of ['ArgMax', 'ArgMin']) {
    registerGraphKernel(kernel, ({ backend, inputs: { x }, attrs }) => {
      const [axis] = normalizeAxes(attrs.axis, x.shape.length);
      return backend.emit(
        kernel,
        [backend.from(x), backend.recorder.int32([axis], [])],
        { T: typeAttribute(x.dtype), Tidx: typeAttribute('int32'), output_type: typeAttribute('int32') },
        { output: 'output', shape: x.shape.filter((_, index) => index !== axis), dtype: 'int32' },
      );
    });
  }
  for (const kernel of ['Cumsum', 'Cumprod']) registerCumulative(kernel);
  registerGraphKernel('Softmax', ({ backend, inputs: { logits } }) =>
    backend.emit(
      'Softmax',
      [backend.from(logits)],
      { T: typeAttribute(logits.dtype) },
      { output: 'softmax', shape: logits.shape, dtype: 'float32' },
    ),
  );
  registerGraphKernel('LogSoftmax', ({ backend, inputs: { logits } }) =>
    backend.emit(
      'LogSoftmax',
      [backend.from(logits)],
      { T: typeAttribute(logits.dtype) },
      { output: 'logsoftmax', shape: logits.shape, dtype: 'float32' },
    ),
  );
  registerGraphKernel('TopK', ({ backend, inputs: { x }, attrs }) => {
    const shape = [...x.shape.slice(0, -1), attrs.k];
    const node = backend.recorder.addNode('TopKV2', [backend.from(x), backend.recorder.int32([attrs.k], [])], {
      T: typeAttribute(x.dtype),
      Tk: typeAttribute('int32'),
      index_type: typeAttribute('int32'),
      sorted: { kind: 'bool', value: attrs.sorted !== false },
    });
    return [backend.output(node, 'values', shape, dtypeOf(x)), backend.output(node, 'indices', shape, 'int32')];
  });
}

function registerCumulative(kernel: string): void {
  registerGraphKernel(kernel, ({ backend, inputs: { x }, attrs }) => {
    const axes = normalizeAxes(attrs.axis ?? 0, x.shape.length);
    return backend.emit(
      kernel,
      [backend.from(x), backend.recorder.int32(axes, [])],
      {
        T: typeAttribute(x.dtype),
        Tidx: typeAttribute('int32'),
        exclusive: { kind: 'bool', value: Boolean(attrs.exclusive) },
        reverse: { kind: 'bool', value: Boolean(attrs.reverse) },
      },
      { output: 'out', shape: x.shape, dtype: dtypeOf(x) },
    );
  });
}

function reduce({ backend, inputs: { x }, attrs }: KernelCall, op: string, axis: number | number[] | null): TensorInfo {
  const axes = normalizeAxes(axis, x.shape.length);
  const keepDims = Boolean(attrs.keepDims);
  const shape = x.shape
    .map((size, index) => (axes.includes(index) ? (keepDims ? 1 : -1) : size))
    .filter((size) => size !== -1);
  const isLogical = op === 'All' || op === 'Any';
  return backend.emit(
    op,
    [backend.from(x), backend.recorder.int32(axes)],
    {
      ...(isLogical ? {} : { T: typeAttribute(x.dtype) }),
      Tidx: typeAttribute('int32'),
      keep_dims: { kind: 'bool', value: keepDims },
    },
    { output: 'output', shape, dtype: dtypeOf(x) },
  );
}
