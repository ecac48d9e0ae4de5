import { tf, type TensorInfo } from '../../tf.ts';
import type { GraphBackend } from '../graph-backend.ts';
import { type DType, dtypeOf, emitCast, own, registerGraphKernel, typeAttribute } from './register.ts';

/** tfjs kernel → TensorFlow op; both broadcast, both inputs have one dtype. */
const arithmetic = {
  Add: 'AddV2',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'RealDiv',
  Mod: 'FloorMod',
  Pow: 'Pow',
  Maximum: 'Maximum',
  Minimum: 'Minimum',
  SquaredDifference: 'SquaredDifference',
  Atan2: 'Atan2',
} as const;

const comparisons = {
  Equal: 'Equal',
  NotEqual: 'NotEqual',
  Less: 'Less',
  LessEqual: 'LessEqual',
  Greater: 'Greater',
  GreaterEqual: 'GreaterEqual',
} as const;

/** Kernel → op and the op's output name. */
const unary = {
  Neg: ['Neg', 'y'],
  Exp: ['Exp', 'y'],
  Expm1: ['Expm1', 'y'],
  Log: ['Log', 'y'],
  Log1p: ['Log1p', 'y'],
  Sqrt: ['Sqrt', 'y'],
  Rsqrt: ['Rsqrt', 'y'],
  Square: ['Square', 'y'],
  Abs: ['Abs', 'y'],
  Sign: ['Sign', 'y'],
  Sigmoid: ['Sigmoid', 'y'],
  Tanh: ['Tanh', 'y'],
  Erf: ['Erf', 'y'],
  Reciprocal: ['Reciprocal', 'y'],
  Cos: ['Cos', 'y'],
  Sin: ['Sin', 'y'],
  Tan: ['Tan', 'y'],
  Acos: ['Acos', 'y'],
  Asin: ['Asin', 'y'],
  Atan: ['Atan', 'y'],
  Cosh: ['Cosh', 'y'],
  Sinh: ['Sinh', 'y'],
  Acosh: ['Acosh', 'y'],
  Asinh: ['Asinh', 'y'],
  Atanh: ['Atanh', 'y'],
  Floor: ['Floor', 'y'],
  Ceil: ['Ceil', 'y'],
  Round: ['Round', 'y'],
  Relu: ['Relu', 'activations'],
  Relu6: ['Relu6', 'activations'],
  Elu: ['Elu', 'activations'],
  Selu: ['Selu', 'activations'],
  Softplus: ['Softplus', 'activations'],
  OnesLike: ['OnesLike', 'y'],
  ZerosLike: ['ZerosLike', 'y'],
} as const;

export function registerElementwiseKernels(): void {
  for (const [kernel, op] of Object.entries(arithmetic)) registerBinary(kernel, op, false);
  for (const [kernel, op] of Object.entries(comparisons)) registerBinary(kernel, op, true);
  for (const [kernel, [op, output]] of Object.entries(unary)) {
    registerGraphKernel(kernel, ({ backend, inputs: { x } }) =>
      backend.emit(op, [backend.from(x)], { T: typeAttribute(x.dtype) }, { output, shape: x.shape, dtype: dtypeOf(x) }),
    );
  }
  for (const [kernel, op] of [
    ['LogicalAnd', 'LogicalAnd'],
    ['LogicalOr', 'LogicalOr'],
  ] as const) {
    registerGraphKernel(kernel, ({ backend, inputs: { a, b } }) =>
      backend.emit(
        op,
        [backend.from(a), backend.from(b)],
        {},
        { output: 'z', shape: broadcast(a.shape, b.shape), dtype: 'bool' },
      ),
    );
  }
  registerGraphKernel('LogicalNot', ({ backend, inputs: { x } }) =>
    backend.emit('LogicalNot', [backend.from(x)], {}, { output: 'y', shape: x.shape, dtype: 'bool' }),
  );
  for (const [kernel, op] of [
    ['IsNan', 'IsNan'],
    ['IsFinite', 'IsFinite'],
    ['IsInf', 'IsInf'],
  ] as const) {
    registerGraphKernel(kernel, ({ backend, inputs: { x } }) =>
      backend.emit(
        op,
        [backend.from(x)],
        { T: typeAttribute(x.dtype) },
        { output: 'y', shape: x.shape, dtype: 'bool' },
      ),
    );
  }
  registerGraphKernel('Select', ({ backend, inputs: { condition, t, e } }) =>
    backend.emit(
      'SelectV2',
      [backend.from(condition), backend.from(t), backend.from(e)],
      { T: typeAttribute(t.dtype) },
      {
        output: 'output',
        shape: broadcast(condition.shape, broadcast(t.shape, e.shape)),
        dtype: dtypeOf(t),
      },
    ),
  );
  registerGraphKernel('Cast', ({ backend, inputs: { x }, attrs }) =>
    x.dtype === attrs.dtype ? own(backend, x) : emitCast(backend, x, attrs.dtype),
  );
  // tfjs clones whatever a gradient saves; a symbolic value needs no node for that.
  registerGraphKernel('Identity', ({ backend, inputs: { x } }) => own(backend, x));
  registerGraphKernel('AddN', ({ backend, inputs }) => {
    const terms = Object.values(inputs);
    return backend.emit(
      'AddN',
      terms.map((term) => backend.from(term)),
      { N: { kind: 'int', value: terms.length }, T: typeAttribute(terms[0].dtype) },
      {
        output: 'sum',
        shape: terms[0].shape,
        dtype: dtypeOf(terms[0]),
      },
    );
  });
  // tfjs gives int32 whatever the inputs are.
  registerGraphKernel('FloorDiv', ({ backend, inputs: { a, b } }) => {
    const quotient = emitBinary(backend, 'FloorDiv', a, b, dtypeOf(a));
    return a.dtype === 'int32' ? quotient : emitCast(backend, quotient, 'int32');
  });
}

function registerBinary(kernel: string, op: string, isComparison: boolean): void {
  registerGraphKernel(kernel, ({ backend, inputs: { a, b } }) =>
    emitBinary(backend, op, a, b, isComparison ? 'bool' : dtypeOf(a)),
  );
}

function emitBinary(backend: GraphBackend, op: string, a: TensorInfo, b: TensorInfo, dtype: DType): TensorInfo {
  const result = { output: 'z', shape: broadcast(a.shape, b.shape), dtype };
  return backend.emit(op, [backend.from(a), backend.from(b)], { T: typeAttribute(a.dtype) }, result);
}

function broadcast(left: number[], right: number[]): number[] {
  return tf.broadcast_util.assertAndGetBroadcastShape(left, right);
}
