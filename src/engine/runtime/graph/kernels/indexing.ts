import { tf } from '../../tf.ts';
import { dtypeOf, normalizeAxes, own, registerGraphKernel, typeAttribute } from './register.ts';

const int32 = typeAttribute('int32');

export function registerIndexingKernels(): void {
  registerGraphKernel('GatherV2', ({ backend, inputs: { x, indices }, attrs }) => {
    const [axis] = normalizeAxes(attrs.axis ?? 0, x.shape.length);
    const batchDims = attrs.batchDims ?? 0;
    return backend.emit(
      'GatherV2',
      [backend.from(x), backend.from(indices), backend.recorder.int32([axis], [])],
      { Tparams: typeAttribute(x.dtype), Tindices: int32, Taxis: int32, batch_dims: { kind: 'int', value: batchDims } },
      {
        output: 'output',
        shape: [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)],
        dtype: dtypeOf(x),
      },
    );
  });
  registerGraphKernel('GatherNd', ({ backend, inputs: { params, indices } }) => {
    const depth = indices.shape[indices.shape.length - 1];
    return backend.emit(
      'GatherNd',
      [backend.from(params), backend.from(indices)],
      { Tparams: typeAttribute(params.dtype), Tindices: int32 },
      {
        output: 'output',
        shape: [...indices.shape.slice(0, -1), ...params.shape.slice(depth)],
        dtype: dtypeOf(params),
      },
    );
  });
  registerGraphKernel('ScatterNd', ({ backend, inputs: { indices, updates }, attrs }) =>
    backend.emit(
      'ScatterNd',
      [backend.from(indices), backend.from(updates), backend.recorder.int32(attrs.shape)],
      { T: typeAttribute(updates.dtype), Tindices: int32 },
      {
        output: 'output',
        shape: attrs.shape,
        dtype: dtypeOf(updates),
      },
    ),
  );
  registerGraphKernel('TensorScatterUpdate', ({ backend, inputs: { tensor, indices, updates } }) =>
    backend.emit(
      'TensorScatterUpdate',
      [backend.from(tensor), backend.from(indices), backend.from(updates)],
      { T: typeAttribute(tensor.dtype), Tindices: int32 },
      {
        output: 'output',
        shape: tensor.shape,
        dtype: dtypeOf(tensor),
      },
    ),
  );
  registerGraphKernel('UnsortedSegmentSum', ({ backend, inputs: { x, segmentIds }, attrs }) =>
    backend.emit(
      'UnsortedSegmentSum',
      [backend.from(x), backend.from(segmentIds), backend.recorder.int32([attrs.numSegments], [])],
      { T: typeAttribute(x.dtype), Tindices: int32, Tnumsegments: int32 },
      {
        output: 'output',
        shape: [attrs.numSegments, ...x.shape.slice(segmentIds.shape.length)],
        dtype: dtypeOf(x),
      },
    ),
  );
  registerGraphKernel('OneHot', ({ backend, inputs: { indices }, attrs }) => {
    const dtype = attrs.dtype ?? 'int32';
    const on = tf.scalar(attrs.onValue ?? 1, dtype);
    const off = tf.scalar(attrs.offValue ?? 0, dtype);
    return backend.emit(
      'OneHot',
      [backend.from(indices), backend.recorder.int32([attrs.depth], []), backend.from(on), backend.from(off)],
      { T: typeAttribute(dtype), TI: int32, axis: { kind: 'int', value: -1 } },
      {
        output: 'output',
        shape: [...indices.shape, attrs.depth],
        dtype,
      },
    );
  });
  registerGraphKernel('Fill', ({ backend, attrs }) => {
    const dtype = attrs.dtype ?? 'float32';
    const value = tf.scalar(attrs.value, dtype);
    return backend.emit(
      'Fill',
      [backend.recorder.int32(attrs.shape), backend.from(value)],
      { T: typeAttribute(dtype), index_type: int32 },
      {
        output: 'output',
        shape: attrs.shape,
        dtype,
      },
    );
  });
  registerGraphKernel('LinSpace', ({ backend, attrs: { start, stop, num } }) => {
    const step = num === 1 ? 0 : (stop - start) / (num - 1);
    return own(backend, tf.tensor1d(Float32Array.from({ length: num }, (_, index) => start + index * step)));
  });
  registerGraphKernel('Range', ({ backend, attrs }) => {
    const dtype = attrs.dtype ?? 'float32';
    const scalars = [attrs.start, attrs.stop, attrs.step].map((value: number) => backend.from(tf.scalar(value, dtype)));
    const length = Math.max(0, Math.ceil((attrs.stop - attrs.start) / attrs.step));
    return backend.emit('Range', scalars, { Tidx: typeAttribute(dtype) }, { output: 'output', shape: [length], dtype });
  });
}
