import { tf } from '../../tf.ts';
import { dtypeOf, normalizeAxes, registerGraphKernel, typeAttribute } from './register.ts';

const int32 = typeAttribute('int32');

export function registerShapeKernels(): void {
  registerGraphKernel('Reshape', ({ backend, inputs: { x }, attrs }) => {
    const shape = tf.util.inferFromImplicitShape(attrs.shape, tf.util.sizeFromShape(x.shape));
    return backend.emit(
      'Reshape',
      [backend.from(x), backend.recorder.int32(shape)],
      { T: typeAttribute(x.dtype), Tshape: int32 },
      {
        output: 'output',
        shape,
        dtype: dtypeOf(x),
      },
    );
  });
  registerGraphKernel('ExpandDims', ({ backend, inputs: { input }, attrs }) => {
    const axis = attrs.dim < 0 ? attrs.dim + input.shape.length + 1 : attrs.dim;
    const shape = [...input.shape.slice(0, axis), 1, ...input.shape.slice(axis)];
    return backend.emit(
      'ExpandDims',
      [backend.from(input), backend.recorder.int32([axis], [])],
      { T: typeAttribute(input.dtype), Tdim: int32 },
      {
        output: 'output',
        shape,
        dtype: dtypeOf(input),
      },
    );
  });
  registerGraphKernel('Transpose', ({ backend, inputs: { x }, attrs }) =>
    backend.emit(
      'Transpose',
      [backend.from(x), backend.recorder.int32(attrs.perm)],
      { T: typeAttribute(x.dtype), Tperm: int32 },
      {
        output: 'y',
        shape: attrs.perm.map((axis: number) => x.shape[axis]),
        dtype: dtypeOf(x),
      },
    ),
  );
  registerGraphKernel('Slice', ({ backend, inputs: { x }, attrs }) => {
    const [begin, size] = tf.slice_util.parseSliceParams(x, attrs.begin, attrs.size);
    return backend.emit(
      'Slice',
      [backend.from(x), backend.recorder.int32(begin), backend.recorder.int32(size)],
      { T: typeAttribute(x.dtype), Index: int32 },
      {
        output: 'output',
        shape: size,
        dtype: dtypeOf(x),
      },
    );
  });
  registerGraphKernel('StridedSlice', ({ backend, inputs: { x }, attrs }) => {
    const { begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
    const steps: number[] = strides ?? begin.map(() => 1);
    const { finalShape } = tf.slice_util.sliceInfo(
      x.shape,
      begin,
      end,
      steps,
      beginMask,
      endMask,
      ellipsisMask,
      newAxisMask,
      shrinkAxisMask,
    );
    const masks = {
      begin_mask: beginMask,
      end_mask: endMask,
      ellipsis_mask: ellipsisMask,
      new_axis_mask: newAxisMask,
      shrink_axis_mask: shrinkAxisMask,
    };
    return backend.emit(
      'StridedSlice',
      [backend.from(x), ...[begin, end, steps].map((values) => backend.recorder.int32(values))],
      {
        T: typeAttribute(x.dtype),
        Index: int32,
        ...Object.fromEntries(
          Object.entries(masks).map(([name, value]) => [name, { kind: 'int', value: value ?? 0 } as const]),
        ),
      },
      { output: 'output', shape: finalShape, dtype: dtypeOf(x) },
    );
  });
  registerGraphKernel('Concat', ({ backend, inputs, attrs }) => {
    const parts = Object.values(inputs);
    const [axis] = normalizeAxes(attrs.axis, parts[0].shape.length);
    const shape = parts[0].shape.map((size, index) =>
      index === axis ? parts.reduce((sum, part) => sum + part.shape[axis], 0) : size,
    );
    return backend.emit(
      'ConcatV2',
      [...parts.map((part) => backend.from(part)), backend.recorder.int32([axis], [])],
      { N: { kind: 'int', value: parts.length }, T: typeAttribute(parts[0].dtype), Tidx: int32 },
      {
        output: 'output',
        shape,
        dtype: dtypeOf(parts[0]),
      },
    );
  });
  registerGraphKernel('Pack', ({ backend, inputs, attrs }) => {
    const parts = Object.values(inputs);
    const axis = attrs.axis < 0 ? attrs.axis + parts[0].shape.length + 1 : attrs.axis;
    return backend.emit(
      'Pack',
      parts.map((part) => backend.from(part)),
      { N: { kind: 'int', value: parts.length }, T: typeAttribute(parts[0].dtype), axis: { kind: 'int', value: axis } },
      {
        output: 'output',
        shape: [...parts[0].shape.slice(0, axis), parts.length, ...parts[0].shape.slice(axis)],
        dtype: dtypeOf(parts[0]),
      },
    );
  });
  registerGraphKernel('Unpack', ({ backend, inputs: { value }, attrs }) => {
    const [axis] = normalizeAxes(attrs.axis, value.shape.length);
    const count = value.shape[axis];
    const node = backend.recorder.addNode('Unpack', [backend.from(value)], {
      num: { kind: 'int', value: count },
      T: typeAttribute(value.dtype),
      axis: { kind: 'int', value: axis },
    });
    const shape = value.shape.filter((_, index) => index !== axis);
    return Array.from({ length: count }, (_, index) => backend.output(node, 'output', shape, dtypeOf(value), index));
  });
  registerGraphKernel('SplitV', ({ backend, inputs: { x }, attrs }) => {
    const [axis] = normalizeAxes(attrs.axis, x.shape.length);
    const sizes = tf.backend_util.prepareSplitSize(x, attrs.numOrSizeSplits, axis);
    const node = backend.recorder.addNode(
      'SplitV',
      [backend.from(x), backend.recorder.int32(sizes), backend.recorder.int32([axis], [])],
      {
        num_split: { kind: 'int', value: sizes.length },
        T: typeAttribute(x.dtype),
        Tlen: int32,
      },
    );
    return sizes.map((size, index) =>
      backend.output(
        node,
        'output',
        x.shape.map((full, at) => (at === axis ? size : full)),
        dtypeOf(x),
        index,
      ),
    );
  });
  registerGraphKernel('Tile', ({ backend, inputs: { x }, attrs }) =>
    backend.emit(
      'Tile',
      [backend.from(x), backend.recorder.int32(attrs.reps)],
      { T: typeAttribute(x.dtype), Tmultiples: int32 },
      {
        output: 'output',
        shape: x.shape.map((size, index) => size * attrs.reps[index]),
        dtype: dtypeOf(x),
      },
    ),
  );
  registerGraphKernel('PadV2', ({ backend, inputs: { x }, attrs }) => {
    const paddings: [number, number][] = attrs.paddings;
    const fill = tf.scalar(attrs.constantValue ?? 0, dtypeOf(x));
    return backend.emit(
      'PadV2',
      [backend.from(x), backend.recorder.int32(paddings.flat(), [paddings.length, 2]), backend.from(fill)],
      { T: typeAttribute(x.dtype), Tpaddings: int32 },
      {
        output: 'output',
        shape: x.shape.map((size, index) => size + paddings[index][0] + paddings[index][1]),
        dtype: dtypeOf(x),
      },
    );
  });
  registerGraphKernel('BroadcastTo', ({ backend, inputs: { x }, attrs }) =>
    backend.emit(
      'BroadcastTo',
      [backend.from(x), backend.recorder.int32(attrs.shape)],
      { T: typeAttribute(x.dtype), Tidx: int32 },
      {
        output: 'output',
        shape: attrs.shape,
        dtype: dtypeOf(x),
      },
    ),
  );
  registerGraphKernel('Reverse', ({ backend, inputs: { x }, attrs }) =>
    backend.emit(
      'ReverseV2',
      [backend.from(x), backend.recorder.int32(normalizeAxes(attrs.dims, x.shape.length))],
      { T: typeAttribute(x.dtype), Tidx: int32 },
      {
        output: 'output',
        shape: x.shape,
        dtype: dtypeOf(x),
      },
    ),
  );
}
